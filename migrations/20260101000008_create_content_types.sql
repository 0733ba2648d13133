-- The table that the specification's `content_type_id` columns refer to without defining it
-- ("引用Django content_type表", 2.2.2): one row for every kind of entity that a permission can
-- be about. `app_label` is the schema, `system` for the tables in `public`; `model` is the
-- entity's name as Django writes it.

CREATE TABLE auth.content_types (
    id SERIAL PRIMARY KEY,
    app_label VARCHAR(100) NOT NULL,
    model VARCHAR(100) NOT NULL,
    UNIQUE(app_label, model)
);

INSERT INTO auth.content_types (app_label, model) VALUES
    ('auth', 'organization'),
    ('auth', 'user'),
    ('auth', 'group'),
    ('auth', 'permission'),
    ('data_platform', 'datasource'),
    ('data_platform', 'dataset'),
    ('data_platform', 'datasetversion'),
    ('data_platform', 'dataprocessingtask'),
    ('data_platform', 'textembedding'),
    ('algo_platform', 'project'),
    ('algo_platform', 'experiment'),
    ('algo_platform', 'experimentrun'),
    ('model_platform', 'model'),
    ('model_platform', 'modelversion'),
    ('model_platform', 'modelendpoint'),
    ('service_platform', 'application'),
    ('service_platform', 'applicationcomponent'),
    ('service_platform', 'deployment'),
    ('system', 'systemsetting'),
    ('system', 'auditlog');

ALTER TABLE auth.permissions
    ADD CONSTRAINT permissions_content_type_id_fkey
    FOREIGN KEY (content_type_id) REFERENCES auth.content_types(id) ON DELETE RESTRICT;
ALTER TABLE auth.object_permissions
    ADD CONSTRAINT object_permissions_content_type_id_fkey
    FOREIGN KEY (content_type_id) REFERENCES auth.content_types(id) ON DELETE RESTRICT;
