//! Sources in which each mutant waits for its number.
use crate::finder::{Insertion, Mutant, Side};

/// Puts every switch into a source; the first mutant has the number after `before`.
pub fn instrument(source: &str, mutants: &[Mutant], before: usize) -> String {
    let mut insertions: Vec<(usize, &Insertion)> = mutants
        .iter()
        .enumerate()
        .flat_map(|(index, mutant)| {
            mutant
                .switch
                .iter()
                .map(move |insertion| (before + index + 1, insertion))
        })
        .collect();
    // Mutants were found from the outside in: at one place inner closings come first, then openings from the outer ones.
    insertions.sort_by_key(|(number, Insertion { at, side, .. })| match side {
        Side::Closing => (*at, 0, usize::MAX - number),
        Side::Opening => (*at, 1, *number),
    });
    let mut text = String::new();
    let mut at = 0;
    for (number, insertion) in insertions {
        if insertion.at > at {
            text.push_str(&source[at..insertion.at]);
            at = insertion.at;
        }
        text.push_str(&insertion.text.replace('#', &number.to_string()));
        at += insertion.instead_of;
    }
    text.push_str(&source[at..]);
    text
}
