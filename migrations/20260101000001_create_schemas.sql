-- The six schemas of the specification (2.1) and the extension for vectors (2.9).
-- `public`, the sixth, exists in every database.
CREATE SCHEMA auth;
CREATE SCHEMA data_platform;
CREATE SCHEMA algo_platform;
CREATE SCHEMA model_platform;
CREATE SCHEMA service_platform;

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
