//! Auth0's dialect: the example folder, and what check says of its functions.

use crate::command::connector;

#[tokio::test]
async fn the_example_passes_and_has_no_findings() {
    let said = connector(["test", "examples/auth0-postgres", "--json"]).await;
    let report = said.json();
    assert_eq!(said.exit, 0, "{report:#}");
    assert_eq!(report["passed"], 5, "{report:#}");
    assert!(
        !said.stdout.contains("correct horse") && !said.stdout.contains("s3cret pass"),
        "passwords are arguments, and reports are kept"
    );
    let said = connector(["check", "examples/auth0-postgres"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
}

#[tokio::test]
async fn a_dialect_is_one_of_two() {
    let said = connector(["run", "x.js", "--dialect", "okta"]).await;
    assert_eq!(said.exit, 2);
    assert!(
        said.stderr.contains("a dialect is contract or auth0"),
        "{said:?}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("connector.toml"), "dialect = \"okta\"\n").expect("written");
    let script = folder.path().join("login.js");
    std::fs::write(&script, "function login() {}").expect("written");
    let said = connector(["run", &script.display().to_string()]).await;
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("unknown variant `okta`"), "{said:?}");
}
