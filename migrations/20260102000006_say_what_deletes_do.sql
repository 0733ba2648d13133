-- What happens to the rows that refer to a row when it is deleted. The specification leaves all
-- to PostgreSQL's implicit NO ACTION; here each foreign key says it.
--
-- RESTRICT  where a resource or its history would be lost. Whoever made something or did
--           something can be deactivated, not deleted; a thing in use says what uses it.
-- CASCADE   where the row is nothing but its owner's: memberships, grants, an application's list
--           of components, the vectors computed from a dataset.
-- SET NULL  where the row stands by itself and only forgets where it came from.

-- Organizations hold everything and are deactivated.
ALTER TABLE auth.users DROP CONSTRAINT users_organization_id_fkey,
    ADD CONSTRAINT users_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE auth.groups DROP CONSTRAINT groups_organization_id_fkey,
    ADD CONSTRAINT groups_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;

-- Memberships and grants end with either side.
ALTER TABLE auth.user_groups
    DROP CONSTRAINT user_groups_user_id_fkey, DROP CONSTRAINT user_groups_group_id_fkey,
    ADD CONSTRAINT user_groups_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
    ADD CONSTRAINT user_groups_group_id_fkey
    FOREIGN KEY (group_id) REFERENCES auth.groups(id) ON DELETE CASCADE;
ALTER TABLE auth.group_permissions
    DROP CONSTRAINT group_permissions_group_id_fkey,
    DROP CONSTRAINT group_permissions_permission_id_fkey,
    ADD CONSTRAINT group_permissions_group_id_fkey
    FOREIGN KEY (group_id) REFERENCES auth.groups(id) ON DELETE CASCADE,
    ADD CONSTRAINT group_permissions_permission_id_fkey
    FOREIGN KEY (permission_id) REFERENCES auth.permissions(id) ON DELETE CASCADE;
ALTER TABLE auth.user_permissions
    DROP CONSTRAINT user_permissions_user_id_fkey,
    DROP CONSTRAINT user_permissions_permission_id_fkey,
    ADD CONSTRAINT user_permissions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
    ADD CONSTRAINT user_permissions_permission_id_fkey
    FOREIGN KEY (permission_id) REFERENCES auth.permissions(id) ON DELETE CASCADE;
ALTER TABLE auth.object_permissions
    DROP CONSTRAINT object_permissions_permission_id_fkey,
    DROP CONSTRAINT object_permissions_user_id_fkey,
    DROP CONSTRAINT object_permissions_group_id_fkey,
    ADD CONSTRAINT object_permissions_permission_id_fkey
    FOREIGN KEY (permission_id) REFERENCES auth.permissions(id) ON DELETE CASCADE,
    ADD CONSTRAINT object_permissions_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
    ADD CONSTRAINT object_permissions_group_id_fkey
    FOREIGN KEY (group_id) REFERENCES auth.groups(id) ON DELETE CASCADE;

-- Data: a dataset with versions or in a task's lineage stays; its vectors can be computed again.
ALTER TABLE data_platform.data_sources
    DROP CONSTRAINT data_sources_created_by_fkey, DROP CONSTRAINT data_sources_organization_id_fkey,
    ADD CONSTRAINT data_sources_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT data_sources_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE data_platform.datasets
    DROP CONSTRAINT datasets_created_by_fkey, DROP CONSTRAINT datasets_organization_id_fkey,
    ADD CONSTRAINT datasets_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT datasets_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE data_platform.dataset_versions
    DROP CONSTRAINT dataset_versions_dataset_id_fkey,
    DROP CONSTRAINT dataset_versions_created_by_fkey,
    DROP CONSTRAINT dataset_versions_organization_id_fkey,
    ADD CONSTRAINT dataset_versions_dataset_id_fkey
    FOREIGN KEY (dataset_id) REFERENCES data_platform.datasets(id) ON DELETE RESTRICT,
    ADD CONSTRAINT dataset_versions_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT dataset_versions_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE data_platform.data_processing_tasks
    DROP CONSTRAINT data_processing_tasks_data_source_id_fkey,
    DROP CONSTRAINT data_processing_tasks_source_dataset_id_fkey,
    DROP CONSTRAINT data_processing_tasks_target_dataset_id_fkey,
    DROP CONSTRAINT data_processing_tasks_created_by_fkey,
    DROP CONSTRAINT data_processing_tasks_organization_id_fkey,
    ADD CONSTRAINT data_processing_tasks_data_source_id_fkey
    FOREIGN KEY (data_source_id) REFERENCES data_platform.data_sources(id) ON DELETE RESTRICT,
    ADD CONSTRAINT data_processing_tasks_source_dataset_id_fkey
    FOREIGN KEY (source_dataset_id) REFERENCES data_platform.datasets(id) ON DELETE RESTRICT,
    ADD CONSTRAINT data_processing_tasks_target_dataset_id_fkey
    FOREIGN KEY (target_dataset_id) REFERENCES data_platform.datasets(id) ON DELETE RESTRICT,
    ADD CONSTRAINT data_processing_tasks_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT data_processing_tasks_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE data_platform.text_embeddings
    DROP CONSTRAINT text_embeddings_dataset_id_fkey,
    DROP CONSTRAINT text_embeddings_organization_id_fkey,
    ADD CONSTRAINT text_embeddings_dataset_id_fkey
    FOREIGN KEY (dataset_id) REFERENCES data_platform.datasets(id) ON DELETE CASCADE,
    ADD CONSTRAINT text_embeddings_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;

-- Algorithms: results are never swept away with the folder they lie in.
ALTER TABLE algo_platform.projects
    DROP CONSTRAINT projects_created_by_fkey, DROP CONSTRAINT projects_organization_id_fkey,
    ADD CONSTRAINT projects_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT projects_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE algo_platform.experiments
    DROP CONSTRAINT experiments_project_id_fkey,
    DROP CONSTRAINT experiments_created_by_fkey,
    DROP CONSTRAINT experiments_organization_id_fkey,
    ADD CONSTRAINT experiments_project_id_fkey
    FOREIGN KEY (project_id) REFERENCES algo_platform.projects(id) ON DELETE RESTRICT,
    ADD CONSTRAINT experiments_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT experiments_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE algo_platform.experiment_runs
    DROP CONSTRAINT experiment_runs_experiment_id_fkey,
    DROP CONSTRAINT experiment_runs_created_by_fkey,
    DROP CONSTRAINT experiment_runs_organization_id_fkey,
    ADD CONSTRAINT experiment_runs_experiment_id_fkey
    FOREIGN KEY (experiment_id) REFERENCES algo_platform.experiments(id) ON DELETE RESTRICT,
    ADD CONSTRAINT experiment_runs_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT experiment_runs_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;

-- Models: a version keeps its own metrics and parameters, so it outlives the run it came from.
ALTER TABLE model_platform.models
    DROP CONSTRAINT models_created_by_fkey, DROP CONSTRAINT models_organization_id_fkey,
    ADD CONSTRAINT models_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT models_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE model_platform.model_versions
    DROP CONSTRAINT model_versions_model_id_fkey,
    DROP CONSTRAINT model_versions_experiment_run_id_fkey,
    DROP CONSTRAINT model_versions_created_by_fkey,
    DROP CONSTRAINT model_versions_organization_id_fkey,
    ADD CONSTRAINT model_versions_model_id_fkey
    FOREIGN KEY (model_id) REFERENCES model_platform.models(id) ON DELETE RESTRICT,
    ADD CONSTRAINT model_versions_experiment_run_id_fkey
    FOREIGN KEY (experiment_run_id) REFERENCES algo_platform.experiment_runs(id) ON DELETE SET NULL,
    ADD CONSTRAINT model_versions_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT model_versions_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE model_platform.model_endpoints
    DROP CONSTRAINT model_endpoints_model_version_id_fkey,
    DROP CONSTRAINT model_endpoints_created_by_fkey,
    DROP CONSTRAINT model_endpoints_organization_id_fkey,
    ADD CONSTRAINT model_endpoints_model_version_id_fkey
    FOREIGN KEY (model_version_id) REFERENCES model_platform.model_versions(id) ON DELETE RESTRICT,
    ADD CONSTRAINT model_endpoints_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT model_endpoints_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;

-- Services: deployments are history, components are the application itself.
ALTER TABLE service_platform.applications
    DROP CONSTRAINT applications_created_by_fkey, DROP CONSTRAINT applications_organization_id_fkey,
    ADD CONSTRAINT applications_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT applications_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE service_platform.application_components
    DROP CONSTRAINT application_components_application_id_fkey,
    DROP CONSTRAINT application_components_organization_id_fkey,
    ADD CONSTRAINT application_components_application_id_fkey
    FOREIGN KEY (application_id) REFERENCES service_platform.applications(id) ON DELETE CASCADE,
    ADD CONSTRAINT application_components_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;
ALTER TABLE service_platform.deployments
    DROP CONSTRAINT deployments_application_id_fkey,
    DROP CONSTRAINT deployments_created_by_fkey,
    DROP CONSTRAINT deployments_organization_id_fkey,
    ADD CONSTRAINT deployments_application_id_fkey
    FOREIGN KEY (application_id) REFERENCES service_platform.applications(id) ON DELETE RESTRICT,
    ADD CONSTRAINT deployments_created_by_fkey
    FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT deployments_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;

-- System: who last touched a setting also stands in the audit log, which itself loses nobody.
ALTER TABLE public.system_settings DROP CONSTRAINT system_settings_updated_by_fkey,
    ADD CONSTRAINT system_settings_updated_by_fkey
    FOREIGN KEY (updated_by) REFERENCES auth.users(id) ON DELETE SET NULL;
ALTER TABLE public.audit_logs
    DROP CONSTRAINT audit_logs_user_id_fkey, DROP CONSTRAINT audit_logs_organization_id_fkey,
    ADD CONSTRAINT audit_logs_user_id_fkey
    FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE RESTRICT,
    ADD CONSTRAINT audit_logs_organization_id_fkey
    FOREIGN KEY (organization_id) REFERENCES auth.organizations(id) ON DELETE RESTRICT;

-- A delete looks for the rows that refer to the row: without an index, by reading whole tables.
CREATE INDEX user_groups_group_id_idx ON auth.user_groups (group_id);
CREATE INDEX permissions_content_type_id_idx ON auth.permissions (content_type_id);
CREATE INDEX group_permissions_permission_id_idx ON auth.group_permissions (permission_id);
CREATE INDEX user_permissions_permission_id_idx ON auth.user_permissions (permission_id);
CREATE INDEX object_permissions_permission_id_idx ON auth.object_permissions (permission_id);
CREATE INDEX object_permissions_user_id_idx ON auth.object_permissions (user_id);
CREATE INDEX object_permissions_group_id_idx ON auth.object_permissions (group_id);
CREATE INDEX data_sources_created_by_idx ON data_platform.data_sources (created_by);
CREATE INDEX dataset_versions_created_by_idx ON data_platform.dataset_versions (created_by);
CREATE INDEX data_processing_tasks_created_by_idx ON data_platform.data_processing_tasks (created_by);
CREATE INDEX data_processing_tasks_data_source_id_idx ON data_platform.data_processing_tasks (data_source_id);
CREATE INDEX data_processing_tasks_source_dataset_id_idx ON data_platform.data_processing_tasks (source_dataset_id);
CREATE INDEX data_processing_tasks_target_dataset_id_idx ON data_platform.data_processing_tasks (target_dataset_id);
CREATE INDEX text_embeddings_dataset_id_idx ON data_platform.text_embeddings (dataset_id);
CREATE INDEX projects_created_by_idx ON algo_platform.projects (created_by);
CREATE INDEX experiments_created_by_idx ON algo_platform.experiments (created_by);
CREATE INDEX experiment_runs_created_by_idx ON algo_platform.experiment_runs (created_by);
CREATE INDEX models_created_by_idx ON model_platform.models (created_by);
CREATE INDEX model_versions_created_by_idx ON model_platform.model_versions (created_by);
CREATE INDEX model_versions_experiment_run_id_idx ON model_platform.model_versions (experiment_run_id);
CREATE INDEX model_endpoints_created_by_idx ON model_platform.model_endpoints (created_by);
CREATE INDEX application_components_application_id_idx ON service_platform.application_components (application_id);
CREATE INDEX deployments_created_by_idx ON service_platform.deployments (created_by);
CREATE INDEX system_settings_updated_by_idx ON public.system_settings (updated_by);
