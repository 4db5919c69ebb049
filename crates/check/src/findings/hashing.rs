//! `low-bcrypt-cost` and `sync-bcrypt`: how passwords are hashed.

use crate::check::Check;
use crate::code::Code;
use crate::facts::Is;
use crate::tree::Kind;

pub(super) fn check(check: &mut Check<'_>) {
    let (tree, facts) = (check.tree, check.facts);
    for id in tree.ids() {
        let Kind::Call { callee, arguments } = tree.kind(id) else {
            continue;
        };
        let (name, module) = match facts.is(*callee) {
            Some(Is::Export(module, name)) => (name, module),
            _ => continue,
        };
        if !matches!(module.as_str(), "bcrypt" | "bcryptjs") {
            continue;
        }
        let cost = match name.as_str() {
            "hash" | "hashSync" => arguments.get(1),
            "genSalt" | "genSaltSync" => arguments.first(),
            _ => None,
        };
        if let Some(cost) = cost {
            let literal = facts.value_of(*cost);
            if let Kind::Number(rounds) = tree.kind(literal)
                && *rounds < 10.0
            {
                let fix = check.fix("use 10", &[(tree.span(literal), "10")]);
                check
                    .report(
                        Code::LowBcryptCost,
                        literal,
                        format!("{name} is asked for a cost of {rounds}"),
                    )
                    .fix = fix;
            }
        }
        if let Some(other) = name.strip_suffix("Sync") {
            let message = format!("{name} blocks while it works; await bcrypt.{other} does not");
            check.report(Code::SyncBcrypt, id, message);
        }
    }
}
