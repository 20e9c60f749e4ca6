//! What can be taken away from a source, each thing by itself.
use {
    proc_macro2::{TokenStream, TokenTree},
    std::ops::Range,
    syn::{
        parse::Parser,
        punctuated::Punctuated,
        spanned::Spanned,
        visit::{self, Visit},
        BinOp, Block, Expr, ExprBinary, ExprIf, ExprMethodCall, ExprUnary, Field, File, GenericArgument,
        ImplItemFn, ItemFn, ItemStruct, Macro, PathArguments, Stmt, Token, Type, UnOp,
    },
};

pub struct Mutant {
    pub kind: &'static str,
    /// The function or struct that it is in.
    pub place: String,
    /// Bytes of the source that are replaced.
    pub start: usize,
    pub end: usize,
    pub replacement: String,
    /// What makes it a matter of a switch at run time; without any it takes a build of its own.
    pub switch: Vec<Insertion>,
}

/// Text that goes into the source at a byte, `#` in it standing for the mutant's number.
pub struct Insertion {
    pub at: usize,
    pub text: String,
    pub side: Side,
    /// Bytes from `at` on that go.
    pub instead_of: usize,
}

/// Of what is wrapped: openings of outer expressions come before those of inner ones, closings after.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Opening,
    Closing,
}

pub fn find(file: &File, source: &str) -> Vec<Mutant> {
    let mut finder = Finder {
        source,
        place: Vec::new(),
        found: Vec::new(),
    };
    finder.visit_file(file);
    finder.found
}

struct Finder<'a> {
    source: &'a str,
    place: Vec<String>,
    found: Vec<Mutant>,
}

/// Functions whose only purpose is to refuse.
fn is_check(name: &str) -> bool {
    ["require", "validate", "invariant"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// The name of the function that an expression calls, also behind a question mark.
fn called(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Try(tried) => called(&tried.expr),
        Expr::MethodCall(call) => Some(call.method.to_string()),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn opening(at: usize, text: String) -> Insertion {
    let (side, instead_of) = (Side::Opening, 0);
    Insertion {
        at,
        text,
        side,
        instead_of,
    }
}

fn closing(at: usize, text: String) -> Insertion {
    let (side, instead_of) = (Side::Closing, 0);
    Insertion {
        at,
        text,
        side,
        instead_of,
    }
}

/// An expression within other text, in parentheses of its own.
fn wrap(range: Range<usize>, before: &str, after: &str) -> Vec<Insertion> {
    vec![
        opening(range.start, format!("({before}")),
        closing(range.end, format!("{after})")),
    ]
}

fn wrap_statement(range: Range<usize>) -> Vec<Insertion> {
    vec![
        opening(range.start, "if !crate::mutant(#) { ".into()),
        closing(range.end, " }".into()),
    ]
}

/// `a && b` is `a` when that is false, and else `b`; `a || b` is `a` when that is true, and else `b`.
fn junction(whole: Range<usize>, operator: Range<usize>, or_when: &str) -> Vec<Insertion> {
    let or = or_when.replace('#', "crate::mutant(#)");
    vec![
        opening(whole.start, "({ let left = ".into()),
        Insertion {
            at: operator.start,
            text: format!("; if left == ({or}) {{ left }} else {{ "),
            side: Side::Closing,
            instead_of: operator.len(),
        },
        closing(whole.end, " } })".into()),
    ]
}

/// `constraint = …` holds always, `address = …` is the account's own: both only say what must be.
fn constraint_switch(part: &[TokenTree], field: &str) -> Vec<Insertion> {
    let [TokenTree::Ident(name), TokenTree::Punct(_), rest @ ..] = part else {
        return Vec::new();
    };
    let condition = rest
        .split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '@'))
        .next()
        .unwrap_or_default();
    let (Some(first), Some(last)) = (condition.first(), condition.last()) else {
        return Vec::new();
    };
    let range = first.span().byte_range().start..last.span().byte_range().end;
    match name.to_string().as_str() {
        "constraint" => wrap(range, "(", ") || crate::mutant(#)"),
        "address" => {
            let own = format!("if crate::mutant(#) {{ *{field}.address() }} else {{ ");
            wrap(range, &own, " }")
        }
        _ => Vec::new(),
    }
}

/// Where a type says `Signer`, by itself or as an option.
fn signer(of: &Type) -> Option<Range<usize>> {
    let Type::Path(path) = of else { return None };
    if path.path.is_ident("Signer") {
        return Some(path.span().byte_range());
    }
    let last = path.path.segments.last()?;
    match &last.arguments {
        PathArguments::AngleBracketed(inner) => inner.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(of) => signer(of),
            _ => None,
        }),
        _ => None,
    }
}

impl Finder<'_> {
    fn add(
        &mut self,
        kind: &'static str,
        range: Range<usize>,
        replacement: impl Into<String>,
        switch: Vec<Insertion>,
    ) {
        self.found.push(Mutant {
            kind,
            place: self.place.join("::"),
            start: range.start,
            end: range.end,
            replacement: replacement.into(),
            switch,
        });
    }

    fn within(&mut self, name: String, visit: impl FnOnce(&mut Self)) {
        self.place.push(name);
        visit(self);
        self.place.pop();
    }

    fn operator(&mut self, binary: &ExprBinary) {
        let range = binary.op.span().byte_range();
        let whole = binary.span().byte_range();
        let text = |expression: &Expr| &self.source[expression.span().byte_range()];
        let equal = format!("({}) == ({})", text(&binary.left), text(&binary.right));
        let inverted = || wrap(whole.clone(), "(", ") ^ crate::mutant(#)");
        let widened = || wrap(whole.clone(), "", &format!(" || (crate::mutant(#) && {equal})"));
        let narrowed = || wrap(whole.clone(), "", &format!(" && !(crate::mutant(#) && {equal})"));
        let mutants = match binary.op {
            BinOp::Eq(_) => vec![("comparison", "!=", inverted())],
            BinOp::Ne(_) => vec![("comparison", "==", inverted())],
            BinOp::Lt(_) => vec![("comparison", ">=", inverted()), ("comparison", "<=", widened())],
            BinOp::Le(_) => vec![("comparison", ">", inverted()), ("comparison", "<", narrowed())],
            BinOp::Gt(_) => vec![("comparison", "<=", inverted()), ("comparison", ">=", widened())],
            BinOp::Ge(_) => vec![("comparison", "<", inverted()), ("comparison", ">", narrowed())],
            BinOp::And(_) => vec![("junction", "||", junction(whole, range.clone(), "#"))],
            BinOp::Or(_) => vec![("junction", "&&", junction(whole, range.clone(), "!#"))],
            _ => return,
        };
        for (kind, other, switch) in mutants {
            self.add(kind, range.clone(), other, switch);
        }
    }

    /// `require!(condition, error)`: gone altogether, then what is inside the condition.
    fn require(&mut self, checked: &Macro, whole: Range<usize>) {
        let switch = wrap_statement(whole.clone());
        self.add("check", whole, "", switch);
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(checked.tokens.clone());
        if let Some(condition) = arguments.ok().as_ref().and_then(|arguments| arguments.first()) {
            self.visit_expr(condition);
        }
    }

    /// Each constraint of `#[account(…)]`.
    fn constraints(&mut self, tokens: TokenStream, field: &str) {
        let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
        for token in tokens {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
                _ => parts.last_mut().expect("there is always one").push(token),
            }
        }
        for part in parts {
            let (Some(first), Some(last)) = (part.first(), part.last()) else {
                continue;
            };
            let (start, mut end) = (first.span().byte_range().start, last.span().byte_range().end);
            let switch = constraint_switch(&part, field);
            let rest = &self.source[end..];
            let gap = rest.len() - rest.trim_start().len();
            if rest[gap..].starts_with(',') {
                end += gap + 1;
            }
            self.add("constraint", start..end, "", switch);
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.within(item.sig.ident.to_string(), |finder| {
            visit::visit_item_fn(finder, item)
        });
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.within(item.sig.ident.to_string(), |finder| {
            visit::visit_impl_item_fn(finder, item)
        });
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.within(item.ident.to_string(), |finder| {
            visit::visit_item_struct(finder, item)
        });
    }

    fn visit_field(&mut self, field: &'ast Field) {
        let name = field.ident.as_ref().map_or_else(String::new, ToString::to_string);
        let field_name = name.clone();
        self.within(name, |finder| {
            for attribute in &field.attrs {
                if let (true, Ok(list)) = (
                    attribute.path().is_ident("account"),
                    attribute.meta.require_list(),
                ) {
                    finder.constraints(list.tokens.clone(), &field_name);
                }
            }
            if let Some(range) = signer(&field.ty) {
                let switch = vec![Insertion {
                    at: range.start,
                    text: "crate::Signs<#>".into(),
                    side: Side::Opening,
                    instead_of: range.len(),
                }];
                finder.add("signer", range, "UncheckedAccount", switch);
            }
        });
    }

    fn visit_block(&mut self, block: &'ast Block) {
        for (index, statement) in block.stmts.iter().enumerate() {
            let range = statement.span().byte_range();
            match statement {
                Stmt::Expr(expression, semicolon)
                    if called(expression).is_some_and(|name| is_check(&name)) =>
                {
                    let last = index + 1 == block.stmts.len() && semicolon.is_none();
                    if last {
                        let switch = wrap(range.clone(), "if crate::mutant(#) { Ok(()) } else { ", " }");
                        self.add("call", range, "Ok(())", switch);
                    } else {
                        let switch = wrap_statement(range.clone());
                        self.add("call", range, "", switch);
                    }
                }
                _ => {}
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Macro(checked) = statement {
            if checked.mac.path.is_ident("require") {
                return self.require(&checked.mac, statement.span().byte_range());
            }
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        self.operator(binary);
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        if matches!(unary.op, UnOp::Not(_)) {
            let switch = wrap(unary.span().byte_range(), "crate::negated(#, ", ")");
            self.add("negation", unary.op.span().byte_range(), "", switch);
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_if(&mut self, choice: &'ast ExprIf) {
        let comparison = matches!(&*choice.cond, Expr::Binary(_) | Expr::Unary(_) | Expr::Let(_));
        if !comparison {
            let range = choice.cond.span().byte_range();
            let inverted = format!("!({})", &self.source[range.clone()]);
            let switch = wrap(range.clone(), "(", ") ^ crate::mutant(#)");
            self.add("condition", range, inverted, switch);
        }
        visit::visit_expr_if(self, choice);
    }

    /// `checked_…(…).ok_or(…)`: what overflows becomes zero instead of an error.
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "ok_or" && called(&call.receiver).is_some_and(|name| name.starts_with("checked_")) {
            let end = call.receiver.span().byte_range().end;
            let switched = ".or(if crate::mutant(#) { Some(Default::default()) } else { None })";
            let switch = vec![closing(end, switched.into())];
            self.add("overflow", end..end, ".or(Some(Default::default()))", switch);
        }
        visit::visit_expr_method_call(self, call);
    }
}
