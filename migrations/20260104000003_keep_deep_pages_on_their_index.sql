-- Under row security a condition may use an index only if nothing in it could betray a hidden row,
-- and PostgreSQL takes COALESCE for something that could: it is on no list of harmless nodes,
-- while CASE is. With COALESCE the order of the list came from the index but the place of the page
-- did not, so that a deep page read all pages before it.
DROP INDEX auth.users_organization_id_last_login_idx;
CREATE INDEX users_organization_id_last_login_idx ON auth.users (
    organization_id, (CASE WHEN last_login IS NULL THEN '-infinity'::timestamptz ELSE last_login END), id);
DROP INDEX auth.users_last_login_id_idx;
CREATE INDEX users_last_login_id_idx ON auth.users (
    (CASE WHEN last_login IS NULL THEN '-infinity'::timestamptz ELSE last_login END), id);
DROP INDEX algo_platform.experiment_runs_organization_id_run_name_idx;
CREATE INDEX experiment_runs_organization_id_run_name_idx ON algo_platform.experiment_runs (
    organization_id, lower(CASE WHEN run_name IS NULL THEN '' ELSE run_name END), id);
