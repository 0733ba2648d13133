-- The specification leaves every column with a default open to NULL, and a child free to have
-- no parent. Neither means anything: a user who is neither active nor inactive cannot be shown,
-- a NULL date falls out of every page, and a version of no dataset belongs to nobody. What has a
-- default is never empty, and a child has its parent.

ALTER TABLE auth.organizations
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER is_active SET NOT NULL;
ALTER TABLE auth.users
    ALTER is_active SET NOT NULL, ALTER is_staff SET NOT NULL, ALTER is_superuser SET NOT NULL,
    ALTER date_joined SET NOT NULL;
ALTER TABLE auth.user_groups
    ALTER user_id SET NOT NULL, ALTER group_id SET NOT NULL;
ALTER TABLE auth.group_permissions
    ALTER group_id SET NOT NULL, ALTER permission_id SET NOT NULL;
ALTER TABLE auth.user_permissions
    ALTER user_id SET NOT NULL, ALTER permission_id SET NOT NULL;
ALTER TABLE auth.object_permissions
    ALTER permission_id SET NOT NULL;

ALTER TABLE data_platform.data_sources
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER is_active SET NOT NULL;
ALTER TABLE data_platform.datasets
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER is_public SET NOT NULL,
    ALTER version SET NOT NULL;
ALTER TABLE data_platform.dataset_versions
    ALTER dataset_id SET NOT NULL, ALTER created_at SET NOT NULL;
ALTER TABLE data_platform.data_processing_tasks
    ALTER created_at SET NOT NULL, ALTER status SET NOT NULL;
ALTER TABLE data_platform.text_embeddings
    ALTER dataset_id SET NOT NULL, ALTER created_at SET NOT NULL;

ALTER TABLE algo_platform.projects
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER is_active SET NOT NULL;
ALTER TABLE algo_platform.experiments
    ALTER project_id SET NOT NULL, ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL,
    ALTER status SET NOT NULL;
ALTER TABLE algo_platform.experiment_runs
    ALTER experiment_id SET NOT NULL, ALTER created_at SET NOT NULL, ALTER status SET NOT NULL;

ALTER TABLE model_platform.models
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER is_active SET NOT NULL;
ALTER TABLE model_platform.model_versions
    ALTER model_id SET NOT NULL, ALTER created_at SET NOT NULL, ALTER status SET NOT NULL,
    ALTER is_onnx_available SET NOT NULL;
ALTER TABLE model_platform.model_endpoints
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER status SET NOT NULL;

ALTER TABLE service_platform.applications
    ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL, ALTER status SET NOT NULL,
    ALTER version SET NOT NULL;
ALTER TABLE service_platform.application_components
    ALTER application_id SET NOT NULL, ALTER created_at SET NOT NULL, ALTER updated_at SET NOT NULL;
ALTER TABLE service_platform.deployments
    ALTER application_id SET NOT NULL, ALTER created_at SET NOT NULL, ALTER status SET NOT NULL;

ALTER TABLE public.system_settings
    ALTER value_type SET NOT NULL, ALTER is_editable SET NOT NULL, ALTER created_at SET NOT NULL,
    ALTER updated_at SET NOT NULL;
