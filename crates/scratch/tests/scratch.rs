//! Throw-away servers, with the real binaries.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use connector_scratch::{Cache, Scratch, ScratchError, ScratchOptions};
    use tokio_postgres::NoTls;
    use tokio_postgres::error::SqlState;

    /// A folder for the cache of one test.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!(
                "connector-scratch-test-{name}-{}",
                std::process::id()
            ));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    async fn start(cache: Cache) -> Scratch {
        Scratch::start(ScratchOptions {
            cache,
            ..ScratchOptions::default()
        })
        .await
        .unwrap()
    }

    async fn text(scratch: &Scratch, query: &str) -> String {
        let client = scratch.client().await.unwrap();
        client.query_one(query, &[]).await.unwrap().get(0)
    }

    #[tokio::test]
    async fn what_was_committed_survives_a_kill() {
        let settings = [("fsync", "on"), ("synchronous_commit", "on")];
        let mut scratch = Scratch::start(ScratchOptions {
            settings: settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..ScratchOptions::default()
        })
        .await
        .unwrap();
        let port = scratch.port();
        let client = scratch.client().await.unwrap();
        client
            .batch_execute("CREATE TABLE t (n int); INSERT INTO t VALUES (7)")
            .await
            .unwrap();
        scratch.kill().unwrap();
        assert!(client.batch_execute("SELECT 1").await.is_err());
        assert!(scratch.client().await.is_err());
        scratch.start_again().await.unwrap();
        assert_eq!(scratch.port(), port);
        assert_eq!(text(&scratch, "SELECT n::text FROM t").await, "7");
    }

    fn alive(pid: &str) -> bool {
        // A zombie that its parent has not collected yet is dead too.
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    }

    fn server_pid(data: &str) -> String {
        fs::read_to_string(Path::new(data).join("postmaster.pid"))
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned()
    }

    #[tokio::test]
    async fn the_server_is_as_promised_and_stop_leaves_nothing() {
        let scratch = start(Cache::Off).await;
        let settings = "SELECT concat_ws(' ', current_user, current_database(), current_setting('TimeZone'),
            current_setting('server_encoding'), current_setting('lc_collate', true), current_setting('fsync'),
            current_setting('unix_socket_directories'), current_setting('listen_addresses'))";
        let lc_collate =
            "SELECT datcollate::text FROM pg_database WHERE datname = current_database()";
        let shown = text(&scratch, settings).await.replace(" C ", " ");
        assert_eq!(shown, "connector connector UTC UTF8 off  127.0.0.1");
        assert_eq!(text(&scratch, lc_collate).await, "C");

        let env: Vec<(String, String)> = scratch.env();
        let value = |key: &str| env.iter().find(|(name, _)| name == key).unwrap().1.as_str();
        let parts = ["USERNAME", "PASSWORD", "HOST", "PORT", "DATABASE"]
            .map(|part| value(&format!("DB_{part}")));
        let [user, password, host, port, database] = parts;
        assert_eq!(
            value("DB_CONNECTION_URI"),
            format!("postgres://{user}:{password}@{host}:{port}/{database}")
        );
        assert_eq!(
            (value("DB_CONNECTION_URI"), port),
            (scratch.url().as_str(), scratch.port().to_string().as_str())
        );
        drop(
            tokio_postgres::connect(&scratch.url(), NoTls)
                .await
                .unwrap(),
        );
        let wrong = scratch.url().replace(password, "wrong");
        let refused = tokio_postgres::connect(&wrong, NoTls).await.err().unwrap();
        assert_eq!(refused.code(), Some(&SqlState::INVALID_PASSWORD));

        let data = text(&scratch, "SHOW data_directory").await;
        let pid = server_pid(&data);
        assert!(alive(&pid));
        let _left_open = scratch.client().await.unwrap();
        scratch.stop().await.unwrap();
        assert!(!alive(&pid) && !Path::new(&data).parent().unwrap().exists());
    }

    #[tokio::test]
    async fn the_second_start_copies_and_a_broken_copy_is_made_anew() {
        let place = Place::new("cache");
        let cache = Cache::At(place.0.join("below"));
        let first = start(cache.clone()).await;
        let entries = || -> Vec<PathBuf> {
            fs::read_dir(place.0.join("below"))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect()
        };
        let [entry] = entries().try_into().unwrap();
        let identifier = "SELECT system_identifier::text FROM pg_control_system()";
        let second = start(cache.clone()).await;
        assert_eq!(
            text(&first, identifier).await,
            text(&second, identifier).await,
            "copied"
        );
        assert_ne!(
            first.env(),
            second.env(),
            "each has a port and a password of its own"
        );
        let cached_password = fs::read_to_string(entry.join("password")).unwrap();
        assert!(
            !first.url().contains(&cached_password) && !second.url().contains(&cached_password)
        );

        fs::write(entry.join("data/global/pg_control"), "rubbish").unwrap();
        let third = start(cache).await;
        assert_ne!(
            text(&first, identifier).await,
            text(&third, identifier).await,
            "made anew"
        );
        assert!(entries().is_empty(), "the broken one is gone");
        let data = text(&third, "SHOW data_directory").await;
        drop(third);
        assert!(!Path::new(&data).exists(), "dropping removes the data too");
    }

    #[tokio::test]
    async fn sql_files_load_and_their_errors_name_the_place() {
        let place = Place::new("sql");
        let scratch = start(Cache::User).await;
        let file = place.0.join("schema.sql");
        fs::write(
            &file,
            "\u{feff}-- Users; all of them.\nCREATE TABLE users (id serial PRIMARY KEY, name text);\n\
             CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;\n\
             COPY users (name) FROM stdin;\nBob\nJos\u{e9};\n\\N\n\\.\nVACUUM users; CREATE DATABASE other;\n",
        )
        .unwrap();
        scratch.load_file(&file).await.unwrap();
        assert_eq!(
            text(
                &scratch,
                "SELECT string_agg(name, ',' ORDER BY id) FROM users"
            )
            .await,
            "Bob,José;"
        );

        for (sql, shown) in [
            (
                "SELECT 1;\n\n  SELECT 'é', missing\n FROM users;",
                "x.sql:3:15: column \"missing\" does not exist (42703)",
            ),
            (
                "SELECT 1;\nSELEC 2;",
                "x.sql:2:1: syntax error at or near \"SELEC\" (42601)",
            ),
            (
                "INSERT INTO users VALUES (9);\n -- again\n INSERT INTO users VALUES (9);",
                "x.sql:3:2: duplicate key value violates unique constraint \"users_pkey\" (23505)\n  \
                 detail: Key (id)=(9) already exists.",
            ),
            (
                "SELECT 'x",
                "x.sql:1:8: unterminated quoted string at or near \"'x\" (42601)",
            ),
            (
                "SELECT 1;\n\\connect other",
                "x.sql:2:1: commands of psql (a backslash and a word) are not SQL, and only psql understands them",
            ),
        ] {
            let error = scratch.load_sql("x.sql", sql).await.unwrap_err();
            assert!(matches!(error, ScratchError::Sql(_)), "{error:?}");
            assert_eq!(error.to_string(), shown);
        }
        let missing = scratch
            .load_file(&place.0.join("none.sql"))
            .await
            .unwrap_err()
            .to_string();
        assert!(
            missing.starts_with("reading ") && missing.contains("none.sql: "),
            "{missing}"
        );
    }

    #[tokio::test]
    async fn databases_are_made_from_templates() {
        let scratch = start(Cache::User).await;
        scratch
            .create_database("a \"template\"", None)
            .await
            .unwrap();
        scratch
            .load_sql_into("a \"template\"", "t.sql", "CREATE TABLE t AS SELECT 7 AS n")
            .await
            .unwrap();
        scratch
            .create_database("copy", Some("a \"template\""))
            .await
            .unwrap();
        let client = scratch.client_of("copy").await.unwrap();
        let n: i32 = client
            .query_one("SELECT n FROM t", &[])
            .await
            .unwrap()
            .get(0);
        assert_eq!(n, 7);
        let (client, connection) =
            tokio_postgres::connect(&scratch.url_of("a \"template\""), NoTls)
                .await
                .unwrap();
        tokio::spawn(connection);
        client.batch_execute("SELECT n FROM t").await.unwrap();
        let again = scratch
            .create_database("copy", None)
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(
            again,
            "making database copy from template1: database \"copy\" already exists (42P04)"
        );
        scratch.drop_database("copy").await.unwrap();
        scratch.client_of("copy").await.unwrap_err();
    }

    #[tokio::test]
    async fn a_server_that_cannot_start_says_why() {
        let settings = vec![("shared_buffers".to_owned(), "nonsense".to_owned())];
        let options = ScratchOptions {
            settings,
            ..ScratchOptions::default()
        };
        let message = Scratch::start(options).await.unwrap_err().to_string();
        assert!(
            message.contains("it ended with exit status: 1"),
            "{message}"
        );
        assert!(
            message.contains("invalid value for parameter \"shared_buffers\": \"nonsense\""),
            "{message}"
        );
        let options = ScratchOptions {
            bin: Some(PathBuf::from("/nowhere")),
            ..ScratchOptions::default()
        };
        let message = Scratch::start(options).await.unwrap_err().to_string();
        assert_eq!(
            message,
            "/nowhere has no initdb and postgres, though the options names it"
        );
    }
}
