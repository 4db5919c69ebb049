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
