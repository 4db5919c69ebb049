-- Somebody who was invited and has not chosen a password yet.
INSERT INTO users (username, email, password) VALUES ('invited', 'invited@example.com', NULL);
