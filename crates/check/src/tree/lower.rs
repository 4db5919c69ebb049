//! From the parser's tree to ours: a file for each kind of thing.

mod expressions;
mod patterns;
mod statements;

use oxc_ast::ast;
use oxc_semantic::Scoping;
use oxc_span::Span;

use super::{Id, Kind, Node, Tree};

/// Copies a parsed program whose names are resolved.
pub(crate) fn lower(program: &ast::Program<'_>, scoping: &Scoping) -> Tree {
    let mut lower = Lower {
        nodes: Vec::new(),
        scoping,
    };
    let body = lower.statements(&program.body);
    let root = lower.add(Kind::Program(body), program.span);
    let mut nodes = lower.nodes;
    for id in 0..nodes.len() {
        let children = nodes
            .get(id)
            .map(|node| node.kind.children())
            .unwrap_or_default();
        for child in children {
            if let Some(child) = nodes.get_mut(child) {
                child.parent = Some(id);
            }
        }
    }
    Tree { nodes, root }
}

struct Lower<'s> {
    nodes: Vec<Node>,
    scoping: &'s Scoping,
}

impl Lower<'_> {
    fn add(&mut self, kind: Kind, span: Span) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node {
            kind,
            span: (as_usize(span.start), as_usize(span.end)),
            parent: None,
        });
        id
    }
}

fn as_usize(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
