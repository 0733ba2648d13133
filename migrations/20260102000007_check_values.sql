-- Every list of values that the specification gives in a comment becomes a rule. A list that it
-- closes stays closed; one that ends in "etc." gets its obvious neighbours, and grows by
-- a migration.

ALTER TABLE data_platform.data_sources
    ADD CONSTRAINT data_sources_source_type_check CHECK (source_type IN (
        'database', 'file', 'api', 'stream', 'object_storage', 'message_queue', 'warehouse'));
ALTER TABLE data_platform.datasets
    ADD CONSTRAINT datasets_format_check CHECK (format IN (
        'csv', 'tsv', 'parquet', 'json', 'jsonl', 'avro', 'orc', 'arrow', 'xlsx',
        'text', 'image', 'audio', 'video'));
ALTER TABLE data_platform.data_processing_tasks
    ADD CONSTRAINT data_processing_tasks_task_type_check CHECK (task_type IN (
        'etl', 'transform', 'clean', 'validate', 'aggregate', 'join', 'sample', 'split',
        'label', 'embed', 'import', 'export')),
    ADD CONSTRAINT data_processing_tasks_status_check CHECK (status IN (
        'pending', 'running', 'completed', 'failed'));

ALTER TABLE algo_platform.experiments
    ADD CONSTRAINT experiments_status_check CHECK (status IN ('active', 'completed', 'archived'));
ALTER TABLE algo_platform.experiment_runs
    ADD CONSTRAINT experiment_runs_status_check CHECK (status IN (
        'pending', 'running', 'completed', 'failed'));

ALTER TABLE model_platform.models
    ADD CONSTRAINT models_model_type_check CHECK (model_type IN (
        'classification', 'regression', 'clustering', 'nlp', 'vision', 'speech',
        'recommendation', 'forecasting', 'embedding', 'generative', 'other')),
    ADD CONSTRAINT models_framework_check CHECK (framework IN (
        'pytorch', 'tensorflow', 'keras', 'jax', 'paddlepaddle', 'mindspore', 'scikit-learn',
        'xgboost', 'lightgbm', 'transformers', 'onnx', 'other'));
ALTER TABLE model_platform.model_versions
    ADD CONSTRAINT model_versions_status_check CHECK (status IN ('draft', 'production', 'archived'));
ALTER TABLE model_platform.model_endpoints
    ADD CONSTRAINT model_endpoints_service_type_check CHECK (service_type IN (
        'torchserve', 'triton', 'mlserver', 'custom')),
    ADD CONSTRAINT model_endpoints_status_check CHECK (status IN (
        'deploying', 'running', 'stopped', 'failed'));

ALTER TABLE service_platform.applications
    ADD CONSTRAINT applications_application_type_check CHECK (application_type IN (
        'web', 'api', 'workflow', 'mobile', 'chatbot', 'dashboard', 'batch')),
    ADD CONSTRAINT applications_status_check CHECK (status IN ('draft', 'published', 'archived'));
ALTER TABLE service_platform.application_components
    ADD CONSTRAINT application_components_component_type_check CHECK (component_type IN (
        'model_endpoint', 'data_service', 'ui_component', 'dataset', 'workflow_step',
        'external_api'));
ALTER TABLE service_platform.deployments
    ADD CONSTRAINT deployments_environment_check CHECK (environment IN (
        'dev', 'test', 'staging', 'prod')),
    ADD CONSTRAINT deployments_status_check CHECK (status IN (
        'pending', 'deploying', 'running', 'failed'));

ALTER TABLE public.system_settings
    ADD CONSTRAINT system_settings_value_type_check CHECK (value_type IN (
        'string', 'number', 'boolean', 'json'));

-- Sizes that the specification leaves open in the tables that people fill by hand. A blank name
-- cannot be clicked; an avatar may be an image within the address, of a few hundred kilobytes.
ALTER TABLE auth.organizations
    ADD CONSTRAINT organizations_name_check CHECK (btrim(name) <> ''),
    ADD CONSTRAINT organizations_description_check CHECK (char_length(description) <= 10000),
    ADD CONSTRAINT organizations_settings_check CHECK (
        jsonb_typeof(settings) = 'object' AND octet_length(settings::text) <= 65536);
ALTER TABLE auth.users
    ADD CONSTRAINT users_username_check CHECK (username ~ '^\S+$'),
    ADD CONSTRAINT users_email_check CHECK (email ~ '^\S+@\S+$'),
    ADD CONSTRAINT users_bio_check CHECK (char_length(bio) <= 4000),
    ADD CONSTRAINT users_avatar_url_check CHECK (octet_length(avatar_url) <= 524288),
    ADD CONSTRAINT users_preferences_check CHECK (
        jsonb_typeof(preferences) = 'object' AND octet_length(preferences::text) <= 16384);
ALTER TABLE auth.groups
    ADD CONSTRAINT groups_name_check CHECK (btrim(name) <> ''),
    ADD CONSTRAINT groups_description_check CHECK (char_length(description) <= 10000);
