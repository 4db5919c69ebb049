//! Who is let in, and what those who aren't are told.

use serde_json::json;

use crate::realm::run;

#[tokio::test]
async fn every_way_to_authenticate() {
    for user in ["trusted", "plain", "hashed", "scram", "encrypted"] {
        let ssl = if user == "encrypted" {
            "{ rejectUnauthorized: false }"
        } else {
            "false"
        };
        let body = format!(
            r#"
            const client = await t.connect({{ user: "{user}", password: "secret", ssl: {ssl} }});
            const {{ rows }} = await client.query("select current_user::text as user, $1::int + 1 as n", [41]);
            await client.end();
            return rows;"#
        );
        assert_eq!(run(&body).await, json!([{ "user": user, "n": 42 }]));
    }
}

#[tokio::test]
async fn refusals() {
    let body = r#"
        const outcomes = [];
        for (const user of ["plain", "hashed", "scram"]) {
          for (const password of ["wrong", null, ""]) {
            const { code, severity, message } = await t.attempt(() => t.connect({ user, password }));
            outcomes.push([user, password, code, severity, message]);
          }
        }
        return outcomes;"#;
    let failed = |user: &str| format!("password authentication failed for user \"{user}\"");
    let sasl = "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a";
    assert_eq!(
        run(body).await,
        json!([
            ["plain", "wrong", "28P01", "FATAL", failed("plain")],
            [
                "plain",
                null,
                "28P01",
                "FATAL",
                "empty password returned by client"
            ],
            [
                "plain",
                "",
                "28P01",
                "FATAL",
                "empty password returned by client"
            ],
            ["hashed", "wrong", "28P01", "FATAL", failed("hashed")],
            ["hashed", null, "28P01", "FATAL", failed("hashed")],
            ["hashed", "", "28P01", "FATAL", failed("hashed")],
            ["scram", "wrong", "28P01", "FATAL", failed("scram")],
            ["scram", null, null, null, format!("{sasl} string")],
            // An empty password falls through to the default, which is none.
            ["scram", "", null, null, format!("{sasl} string")],
        ])
    );
}

#[tokio::test]
async fn passwords_from_functions() {
    let body = r#"
        const outcomes = [];
        const asked = [];
        for (const password of [() => "secret", async () => "secret", () => 5, () => undefined, () => { throw new RangeError("mine"); }]) {
          const outcome = await t.attempt(async () => {
            const client = await t.connect({ user: "scram", password: (parameters) => { asked.push(parameters.user); return password(); } });
            await client.end();
            return client.password;
          });
          outcomes.push(outcome.value || [outcome.class, outcome.message]);
        }
        const client = await t.connect({ user: "trusted", password: () => { asked.push("needlessly"); } });
        await client.end();
        return { outcomes, asked };"#;
    assert_eq!(
        run(body).await,
        json!({
            "outcomes": [
                "secret", "secret", ["TypeError", "Password must be a string"],
                ["Error", "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string"],
                ["RangeError", "mine"],
            ],
            "asked": ["scram", "scram", "scram", "scram", "scram"],
        })
    );
}

#[tokio::test]
async fn a_server_may_not_demand_endless_rounds() {
    let body = r#"
        const { message } = await t.attempt(() => t.connect({ user: "scram", password: "secret", scramMaxIterations: 4095 }));
        return message;"#;
    assert_eq!(
        run(body).await,
        json!(
            "SASL: SCRAM-SERVER-FIRST-MESSAGE: iteration count 4096 exceeds scramMaxIterations of 4095"
        )
    );
}

#[tokio::test]
async fn passwords_do_not_show() {
    let body = r#"
        const client = await t.connect({ user: "scram", password: "secret", ssl: { rejectUnauthorized: false, key: "hidden" } }).catch(() => null)
          || new t.pg.Client({ ...t.config, password: "secret", ssl: { rejectUnauthorized: false, key: "hidden" } });
        const pool = new t.pg.Pool({ ...t.config, password: "secret" });
        const shown = [t.util.inspect(client, { depth: 9 }), JSON.stringify(client), String(client), t.util.inspect(pool, { depth: 9 }), JSON.stringify(pool)];
        await client.end();
        return [shown.some((text) => /secret"|'secret'|hidden/.test(text)), client.password, shown.every((text) => text.length > 10)];"#;
    assert_eq!(run(body).await, json!([false, "secret", true]));
}
