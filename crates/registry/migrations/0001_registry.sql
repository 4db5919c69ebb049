-- One text for SQLite and PostgreSQL: BLOB is written BYTEA there. Times are milliseconds since 1970, UTC; truth is 0 or 1.

-- Every change of what nodes hold in memory gets a number, in the order of commits: the row is locked until then.
CREATE TABLE revision (id BIGINT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO revision (id, value) VALUES (1, 0);
CREATE TABLE changes (revision BIGINT PRIMARY KEY, tenant TEXT NOT NULL, at BIGINT NOT NULL);

-- Secrets of the servers themselves. One of them is a known text: a registry opened with another key says so at once.
CREATE TABLE seals (name TEXT PRIMARY KEY, sealed BLOB NOT NULL);

CREATE TABLE tenants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    rate_per_second BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE connections (
    tenant TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    settings TEXT NOT NULL,
    env_version TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- Sources never change: the version is their hash.
CREATE TABLE script_versions (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    action TEXT NOT NULL,
    version TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, action, version),
    FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, id) ON DELETE CASCADE
);

-- Which version was active from when on; the last one is active.
CREATE TABLE activations (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    action TEXT NOT NULL,
    number BIGINT NOT NULL,
    version TEXT NOT NULL,
    activated_at BIGINT NOT NULL,
    activated_by TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, action, number),
    FOREIGN KEY (tenant, connection, action, version)
        REFERENCES script_versions (tenant, connection, action, version) ON DELETE CASCADE
);

CREATE TABLE script_labels (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    action TEXT NOT NULL,
    label TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (tenant, connection, action, label),
    FOREIGN KEY (tenant, connection, action, version)
        REFERENCES script_versions (tenant, connection, action, version) ON DELETE CASCADE
);

CREATE TABLE env_entries (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    secret BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, connection, name),
    FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, id) ON DELETE CASCADE
);

-- Bearer keys are known by the digest of their secret; Authing's are sealed, as a signature needs the secret itself.
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    tenant TEXT REFERENCES tenants (id) ON DELETE CASCADE,
    connection TEXT,
    label TEXT NOT NULL,
    digest BLOB,
    sealed BLOB,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, id) ON DELETE CASCADE
);

CREATE TABLE nonces (
    key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    nonce TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (key_id, nonce)
);
CREATE INDEX nonces_by_expiry ON nonces (expires_at);

CREATE TABLE nodes (id TEXT PRIMARY KEY, started_at BIGINT NOT NULL, seen_at BIGINT NOT NULL);

-- An idempotency key in use: open until the sealed outcome is there.
CREATE TABLE claims (
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    action TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    digest TEXT NOT NULL,
    invocation TEXT NOT NULL,
    version TEXT NOT NULL,
    node TEXT NOT NULL,
    sealed BLOB,
    claimed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, connection, action, idempotency_key),
    FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, id) ON DELETE CASCADE
);
CREATE INDEX claims_by_expiry ON claims (expires_at);

CREATE TABLE invocations (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    connection TEXT NOT NULL,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    version TEXT NOT NULL,
    caller TEXT NOT NULL,
    user_id TEXT,
    at BIGINT NOT NULL,
    record TEXT NOT NULL,
    kept BLOB
);
CREATE INDEX invocations_by_time ON invocations (tenant, connection, at, id);
CREATE INDEX invocations_by_user ON invocations (tenant, connection, user_id);
CREATE INDEX invocations_by_age ON invocations (at);
