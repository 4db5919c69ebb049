//! The fixture itself.

#[cfg(test)]
mod tests {
    use connector_testkit::Database;

    #[tokio::test]
    async fn each_test_has_its_own_copy() {
        let (one, two) = (
            Database::users().await.unwrap(),
            Database::users().await.unwrap(),
        );
        assert_ne!(one.name(), two.name());
        one.client()
            .await
            .unwrap()
            .batch_execute("DELETE FROM users WHERE id > 1")
            .await
            .unwrap();
        let names = "SELECT string_agg(name, ', ' ORDER BY id) FROM users";
        assert_eq!(one.value(names).await.unwrap(), "Alice Arden");
        assert_eq!(
            two.value(names).await.unwrap(),
            "Alice Arden, Bob Brook, Carol Crane"
        );
        assert_eq!(
            Database::empty()
                .await
                .unwrap()
                .value("SELECT to_regclass('users')")
                .await
                .unwrap(),
            ""
        );
    }

    #[tokio::test]
    async fn leaks_are_seen_and_our_own_sessions_are_none() {
        let database = Database::empty().await.unwrap();
        let _ours = database.client().await.unwrap();
        assert_eq!(database.leaked_sessions().await.unwrap(), []);
        let leak = database.scratch().client_of(database.name()).await.unwrap();
        leak.batch_execute("BEGIN; SELECT 1 AS forgotten")
            .await
            .unwrap();
        let [session] = database
            .leaked_sessions()
            .await
            .unwrap()
            .try_into()
            .unwrap();
        assert_eq!(
            (session.state.as_str(), session.application_name.as_str()),
            ("idle in transaction", "")
        );
        assert!(session.query.contains("forgotten"), "{session:?}");
        drop(leak);
        assert_eq!(
            database.leaked_sessions().await.unwrap(),
            [],
            "it takes a moment, but it goes"
        );
    }

    #[tokio::test]
    async fn sql_that_fails_says_where() {
        let error = Database::with_sql("SELECT 1;\nSELECT missing")
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "test.sql:2:8: column \"missing\" does not exist (42703)"
        );
    }
}
