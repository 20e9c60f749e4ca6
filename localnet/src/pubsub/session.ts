import type { WebSocket } from 'ws';
import type { NotificationFaults } from '../faults/notification-faults.ts';
import { answer, methodNotFound } from '../rpc/dispatch.ts';
import { readCount, type Params } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import type { SubscriptionHub } from './hub.ts';
import { KINDS, readSubscription, type Subscription, type SubscriptionKind } from './subscription.ts';

/** A subscriber that doesn't read is cut off before it fills this process's memory. */
const MAX_BUFFERED = 64 * 1024 * 1024;
const MAX_SUBSCRIPTIONS = 10_000;

const SUBSCRIBE = new Map(KINDS.map((kind) => [`${kind}Subscribe`, kind]));
const UNSUBSCRIBE = new Map(KINDS.map((kind) => [`${kind}Unsubscribe`, kind]));

let lastId = 0;

/** Serves one WebSocket connection until it closes. */
export function serveSession(socket: WebSocket, hub: SubscriptionHub, faults: NotificationFaults): void {
  const subscriptions = new Map<number, Subscription>();
  // Calls are answered in order; a subscription's first notification never overtakes the answer that names it.
  let queue = Promise.resolve();
  const started: Subscription[] = [];

  const send = (text: string) => {
    if (socket.bufferedAmount > MAX_BUFFERED) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.send(text);
  };

  const subscribe = (kind: SubscriptionKind, params: Params): number => {
    if (subscriptions.size >= MAX_SUBSCRIPTIONS)
      throw invalidParams(`Too many subscriptions; max ${MAX_SUBSCRIPTIONS}`);
    const id = (lastId += 1);
    const method = `${kind}Notification`;
    const notify = (result: unknown) => {
      const text = JSON.stringify({ jsonrpc: '2.0', method, params: { result, subscription: id } });
      faults.deliver({ method, subscription: id, result }, () => send(text));
    };
    const subscription = readSubscription(kind, params, {
      id,
      notify,
      ended: () => subscriptions.delete(id),
    });
    subscriptions.set(id, subscription);
    started.push(subscription);
    return id;
  };

  const unsubscribe = (params: Params): boolean => {
    const id = params.required(0, readCount);
    const subscription = subscriptions.get(id);
    if (subscription === undefined) throw invalidParams('Invalid subscription id.');
    subscriptions.delete(id);
    hub.remove(subscription);
    return true;
  };

  const call = (method: string, params: Params): unknown => {
    const kind = SUBSCRIBE.get(method);
    if (kind !== undefined) return subscribe(kind, params);
    if (UNSUBSCRIBE.has(method)) return unsubscribe(params);
    throw methodNotFound();
  };

  const serve = async (text: string): Promise<void> => {
    const reply = await answer(text, call);
    if (reply !== undefined) send(reply);
    for (const subscription of started.splice(0))
      if (subscriptions.has(subscription.id)) hub.add(subscription);
  };

  socket.on('message', (data: Buffer) => {
    queue = queue.then(() => serve(data.toString('utf8'))).catch(() => socket.terminate());
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    for (const subscription of subscriptions.values()) hub.remove(subscription);
    subscriptions.clear();
  });
}
