//! Scripts in TypeScript and as ES modules, and those of the other dialect, on a server.

use serde_json::json;

use super::server::Place;

const AT: [&str; 4] = ["--tenant", "acme", "--connection", "shop"];

const UPDATE_USER: &str = "\
interface Updates { nickname?: string }

type Id = string;

export async function updateUser(
  id: Id,
  updates: Updates,
): Promise<{ id: Id; nickname?: string }> {
  if (updates.nickname !== undefined) {
    return { id, nickname: updates.nickname };
  }
  throw new Error('nothing to change' as string);
}
";

fn written(place: &Place, name: &str, text: &str) {
    let folder = place.path("folder");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join(name), text).expect("written");
}

#[tokio::test]
async fn a_folder_in_typescript_is_pushed_and_its_frames_name_its_files() {
    let place = Place::served(&[]).await;
    place.connector(&["tenant", "create", "acme"]).await;
    written(&place, "updateUser.ts", UPDATE_USER);
    written(
        &place,
        "getUser.mjs",
        "export async function getUser(query) { return { id: query.id } }",
    );
    let folder = place.path("folder").display().to_string();
    let push = [&["push", &folder][..], &AT].concat();
    let said = place.connector(&push).await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
    let good = json!(["7", { "nickname": "Nick" }]);
    let answer = place.invoke("updateUser", good, &[]).await;
    assert_eq!(answer.body["value"]["nickname"], "Nick", "{answer:?}");
    let answer = place.invoke("updateUser", json!(["7", {}]), &[]).await;
    assert_eq!(answer.body["status"], "script_error", "{answer:?}");
    let error = &answer.body["error"];
    for text in [&error["stack"], &error["frame"]] {
        let text = text.as_str().expect("a text");
        assert!(text.contains("updateUser.ts:12:9"), "{text}");
    }
    let answer = place.invoke("getUser", json!([{ "id": "1" }]), &[]).await;
    assert_eq!(answer.body["status"], "success", "{answer:?}");

    let diff = [&["diff", &folder][..], &AT].concat();
    let said = place.connector(&diff).await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
    // Another name is another language: the same source is no script any more, and is not taken.
    let path = place.path("folder");
    std::fs::rename(path.join("updateUser.ts"), path.join("updateUser.js")).expect("renamed");
    let said = place.connector(&diff).await;
    assert_eq!(said.exit, 5, "{}{}", said.stdout, said.stderr);
    let said = place
        .connector(&[&push[..], &["--no-check"]].concat())
        .await;
    assert_eq!(said.exit, 1, "{}{}", said.stdout, said.stderr);
    // Under the third name it is one again, and the same version.
    std::fs::rename(path.join("updateUser.js"), path.join("updateUser.mts")).expect("renamed");
    let said = place.connector(&push).await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
    let answer = place.invoke("updateUser", json!(["7", {}]), &[]).await;
    let stack = answer.body["error"]["stack"].as_str().expect("a text");
    assert!(stack.contains("updateUser.mts:12:9"), "{stack}");
}

#[tokio::test]
async fn the_dialect_of_a_folder_goes_with_it() {
    let place = Place::served(&[]).await;
    place.connector(&["tenant", "create", "acme"]).await;
    // Nothing in it says which dialect it is in.
    written(
        &place,
        "login.js",
        "function login(email, password, done) { done(null, { user_id: '1', email }) }",
    );
    let folder = place.path("folder").display().to_string();
    let push = [&["push", &folder, "--no-check"][..], &AT].concat();
    let login = json!([{ "email": "ada@example.com" }, "p"]);
    for (dialect, succeeds) in [("contract", false), ("auth0", true), ("contract", false)] {
        written(
            &place,
            "connector.toml",
            &format!("dialect = \"{dialect}\""),
        );
        let said = place.connector(&push).await;
        assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
        let answer = place.invoke("login", login.clone(), &[]).await;
        let success = answer.body["status"] == "success";
        assert_eq!(success, succeeds, "{dialect}: {answer:?}");
        let shop = place
            .ask("GET", "/v1/tenants/acme/connections/shop", &[], None)
            .await;
        assert_eq!(shop.body["settings"]["dialect"], dialect, "{shop:?}");
    }
    let path = "/v1/tenants/acme/connections/shop/scripts/login";
    let other = json!({ "source": "function login() {}", "dialect": "auth0" });
    let refused = place.ask("PUT", path, &[], Some(other)).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (422, &json!("invalid")),
        "{refused:?}"
    );
    // Its scripts are looked at in the dialect they will have.
    let said = place
        .connector(&[&["push", "examples/auth0-postgres", "--dry-run"][..], &AT].concat())
        .await;
    assert_eq!(said.exit, 5, "{}{}", said.stdout, said.stderr);
}
