export interface ServerEvent {
  /** `opened` once at the beginning, then what the server names, or `message`. */
  readonly event: string;
  /** Parsed JSON. */
  readonly data: unknown;
}

const MOST_BUFFERED_CHARACTERS = 8 * 1024 * 1024;

/**
 * Reads a stream of Server-Sent Events with JSON data, until it ends.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html (fields `event` and `data`; ids and retry times are not used)
 */
export async function* readEvents(
  url: URL,
  { signal, silenceMs }: { signal: AbortSignal; silenceMs: number },
): AsyncGenerator<ServerEvent> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, silence.signal]),
      headers: { accept: 'text/event-stream' },
    });
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    yield { event: 'opened', data: undefined };
    let text = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      text += piece;
      if (text.length > MOST_BUFFERED_CHARACTERS) throw new Error('an event is too long');
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const lines of events) {
        const event = parseEvent(lines);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function parseEvent(text: string): ServerEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    if (line.startsWith('data:')) data.push(line.slice(5).trim());
  }
  return data.length === 0 ? undefined : { event, data: JSON.parse(data.join('\n')) as unknown };
}
