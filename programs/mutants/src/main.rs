//! `mutants FOLDER [COPY]`: parses every Rust source below the folder and prints a JSON object a line for each mutant, numbered from 1.
//! Into the folder COPY it writes the same sources with those mutants in it that a switch at run time can make.
mod finder;
mod switch;

use {
    finder::{find, Mutant},
    std::{collections::HashMap, env, fs, io, path::Path, path::PathBuf},
};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::args().nth(1).expect("usage: mutants FOLDER [COPY]"));
    let copy = env::args().nth(2).map(PathBuf::from);
    let mut number = 0;
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    files.sort();
    for file in files {
        let source = fs::read_to_string(&file)?;
        let name = file
            .strip_prefix(&root)
            .expect("it is below the root")
            .display()
            .to_string();
        let parsed = syn::parse_file(&source).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mutants = find(&parsed, &source);
        if let Some(copy) = &copy {
            fs::write(copy.join(&name), switch::instrument(&source, &mutants, number))?;
        }
        for mutant in mutants {
            number += 1;
            println!("{}", line(number, &name, &source, mutant, &mut seen));
        }
    }
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The name stays when lines move: file, place, kind, what was there, and a number where that isn't enough.
fn line(
    number: usize,
    file: &str,
    source: &str,
    mutant: Mutant,
    seen: &mut HashMap<String, usize>,
) -> String {
    let before = source[mutant.start..mutant.end]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let stem = format!(
        "{file} {} {}: {before} -> {}",
        mutant.place, mutant.kind, mutant.replacement
    );
    let count = seen
        .entry(stem.clone())
        .and_modify(|count| *count += 1)
        .or_insert(1);
    let name = if *count == 1 {
        stem
    } else {
        format!("{stem} #{count}")
    };
    serde_json::json!({
        "number": number,
        "name": name,
        "switched": !mutant.switch.is_empty(),
        "file": file,
        "line": source[..mutant.start].lines().count().max(1),
        "kind": mutant.kind,
        "start": mutant.start,
        "end": mutant.end,
        "replacement": mutant.replacement,
    })
    .to_string()
}
