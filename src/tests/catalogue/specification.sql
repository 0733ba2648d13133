-- The PostgreSQL tables and indexes of the specification, copied word for word from its sections
-- 2.2 to 2.9. Only the order differs: the extension (2.9) comes first because a table needs it, and
-- the organizations (2.2.1) before the users who refer to them.

-- Section 2.9
-- 安装pgvector扩展
CREATE EXTENSION IF NOT EXISTS vector;

-- Section 2.2.1
CREATE TABLE auth.organizations (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    settings JSONB
);

CREATE TABLE auth.users (
    id SERIAL PRIMARY KEY,
    username VARCHAR(150) UNIQUE NOT NULL,
    email VARCHAR(254) UNIQUE NOT NULL,
    password VARCHAR(128) NOT NULL,
    first_name VARCHAR(150),
    last_name VARCHAR(150),
    is_active BOOLEAN DEFAULT TRUE,
    is_staff BOOLEAN DEFAULT FALSE,
    is_superuser BOOLEAN DEFAULT FALSE,
    date_joined TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    last_login TIMESTAMP WITH TIME ZONE,
    avatar_url TEXT,
    phone VARCHAR(20),
    organization_id INTEGER REFERENCES auth.organizations(id),
    department VARCHAR(100),
    position VARCHAR(100),
    bio TEXT,
    preferences JSONB
);

CREATE TABLE auth.groups (
    id SERIAL PRIMARY KEY,
    name VARCHAR(150) NOT NULL,
    description TEXT,
    organization_id INTEGER REFERENCES auth.organizations(id)
);

CREATE TABLE auth.user_groups (
    id SERIAL PRIMARY KEY,
    user_id INTEGER REFERENCES auth.users(id),
    group_id INTEGER REFERENCES auth.groups(id),
    UNIQUE(user_id, group_id)
);

-- Section 2.2.2
CREATE TABLE auth.permissions (
    id SERIAL PRIMARY KEY,
    codename VARCHAR(100) NOT NULL,
    name VARCHAR(255) NOT NULL,
    content_type_id INTEGER NOT NULL, -- 引用Django content_type表
    UNIQUE(codename, content_type_id)
);

CREATE TABLE auth.group_permissions (
    id SERIAL PRIMARY KEY,
    group_id INTEGER REFERENCES auth.groups(id),
    permission_id INTEGER REFERENCES auth.permissions(id),
    UNIQUE(group_id, permission_id)
);

CREATE TABLE auth.user_permissions (
    id SERIAL PRIMARY KEY,
    user_id INTEGER REFERENCES auth.users(id),
    permission_id INTEGER REFERENCES auth.permissions(id),
    UNIQUE(user_id, permission_id)
);

CREATE TABLE auth.object_permissions (
    id SERIAL PRIMARY KEY,
    permission_id INTEGER REFERENCES auth.permissions(id),
    user_id INTEGER REFERENCES auth.users(id),
    group_id INTEGER REFERENCES auth.groups(id),
    object_pk VARCHAR(255) NOT NULL,
    content_type_id INTEGER NOT NULL, -- 引用Django content_type表
    CHECK ((user_id IS NULL AND group_id IS NOT NULL) OR (user_id IS NOT NULL AND group_id IS NULL))
);

-- Section 2.3.1
CREATE TABLE data_platform.data_sources (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    source_type VARCHAR(50) NOT NULL, -- 'database', 'file', 'api', etc.
    connection_info JSONB NOT NULL, -- 连接信息（加密存储）
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    schema_definition JSONB, -- 数据结构定义
    tags TEXT[]
);

-- Section 2.3.2
CREATE TABLE data_platform.datasets (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    storage_location VARCHAR(500) NOT NULL, -- MinIO路径或其他存储位置
    format VARCHAR(50) NOT NULL, -- 'csv', 'parquet', 'json', etc.
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    size_bytes BIGINT,
    row_count INTEGER,
    schema_definition JSONB, -- 数据结构定义
    metadata JSONB, -- 其他元数据
    tags TEXT[],
    is_public BOOLEAN DEFAULT FALSE,
    version VARCHAR(50) DEFAULT '1.0'
);

CREATE TABLE data_platform.dataset_versions (
    id SERIAL PRIMARY KEY,
    dataset_id INTEGER REFERENCES data_platform.datasets(id),
    version VARCHAR(50) NOT NULL,
    storage_location VARCHAR(500) NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    size_bytes BIGINT,
    row_count INTEGER,
    changes_description TEXT,
    metadata JSONB
);

-- Section 2.3.3
CREATE TABLE data_platform.data_processing_tasks (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    task_type VARCHAR(50) NOT NULL, -- 'etl', 'transform', 'clean', etc.
    configuration JSONB NOT NULL, -- 任务配置
    source_dataset_id INTEGER REFERENCES data_platform.datasets(id),
    target_dataset_id INTEGER REFERENCES data_platform.datasets(id),
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    scheduled_at TIMESTAMP WITH TIME ZONE,
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    status VARCHAR(20) DEFAULT 'pending', -- 'pending', 'running', 'completed', 'failed'
    status_message TEXT,
    execution_logs TEXT,
    airflow_dag_id VARCHAR(200),
    spark_job_id VARCHAR(200)
);

-- Section 2.4.1
CREATE TABLE algo_platform.projects (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    git_repository_url TEXT,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    configuration JSONB, -- 项目配置
    tags TEXT[]
);

-- Section 2.4.2
CREATE TABLE algo_platform.experiments (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    project_id INTEGER REFERENCES algo_platform.projects(id),
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'active', -- 'active', 'completed', 'archived'
    git_branch VARCHAR(100),
    git_commit_hash VARCHAR(40),
    mlflow_experiment_id VARCHAR(100),
    configuration JSONB, -- 实验配置
    tags TEXT[]
);

CREATE TABLE algo_platform.experiment_runs (
    id SERIAL PRIMARY KEY,
    experiment_id INTEGER REFERENCES algo_platform.experiments(id),
    run_name VARCHAR(200),
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    status VARCHAR(20) DEFAULT 'pending', -- 'pending', 'running', 'completed', 'failed'
    parameters JSONB, -- 运行参数
    metrics JSONB, -- 性能指标
    artifacts_location TEXT, -- MinIO路径或其他存储位置
    mlflow_run_id VARCHAR(100),
    kubeflow_run_id VARCHAR(100),
    logs_location TEXT
);

-- Section 2.5.1
CREATE TABLE model_platform.models (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    model_type VARCHAR(50) NOT NULL, -- 'classification', 'regression', 'nlp', etc.
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    framework VARCHAR(50), -- 'pytorch', 'tensorflow', etc.
    tags TEXT[],
    metadata JSONB
);

CREATE TABLE model_platform.model_versions (
    id SERIAL PRIMARY KEY,
    model_id INTEGER REFERENCES model_platform.models(id),
    version VARCHAR(50) NOT NULL,
    experiment_run_id INTEGER REFERENCES algo_platform.experiment_runs(id),
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'draft', -- 'draft', 'production', 'archived'
    storage_location TEXT NOT NULL, -- MinIO路径或其他存储位置
    metrics JSONB, -- 性能指标
    parameters JSONB, -- 模型参数
    size_bytes BIGINT,
    mlflow_model_uri TEXT,
    is_onnx_available BOOLEAN DEFAULT FALSE,
    onnx_location TEXT,
    torchserve_model_store TEXT,
    triton_model_repository TEXT,
    metadata JSONB
);

-- Section 2.5.2
CREATE TABLE model_platform.model_endpoints (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    model_version_id INTEGER REFERENCES model_platform.model_versions(id),
    service_type VARCHAR(50) NOT NULL, -- 'torchserve', 'triton', 'custom', etc.
    endpoint_url TEXT NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'deploying', -- 'deploying', 'running', 'stopped', 'failed'
    kubernetes_deployment VARCHAR(200),
    kubernetes_service VARCHAR(200),
    configuration JSONB, -- 服务配置
    resource_allocation JSONB, -- CPU/GPU/内存分配
    autoscaling_config JSONB, -- 自动扩缩配置
    metrics JSONB -- 性能指标
);

-- Section 2.6.1
CREATE TABLE service_platform.applications (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    application_type VARCHAR(50) NOT NULL, -- 'web', 'api', 'workflow', etc.
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'draft', -- 'draft', 'published', 'archived'
    configuration JSONB, -- 应用配置
    version VARCHAR(50) DEFAULT '1.0',
    tags TEXT[]
);

CREATE TABLE service_platform.application_components (
    id SERIAL PRIMARY KEY,
    application_id INTEGER REFERENCES service_platform.applications(id),
    component_type VARCHAR(50) NOT NULL, -- 'model_endpoint', 'data_service', 'ui_component', etc.
    component_id INTEGER, -- 引用相关组件ID
    configuration JSONB, -- 组件配置
    order_index INTEGER,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- Section 2.6.2
CREATE TABLE service_platform.deployments (
    id SERIAL PRIMARY KEY,
    application_id INTEGER REFERENCES service_platform.applications(id),
    environment VARCHAR(50) NOT NULL, -- 'dev', 'test', 'prod', etc.
    version VARCHAR(50) NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    deployed_at TIMESTAMP WITH TIME ZONE,
    status VARCHAR(20) DEFAULT 'pending', -- 'pending', 'deploying', 'running', 'failed'
    endpoint_url TEXT,
    kubernetes_namespace VARCHAR(100),
    deployment_logs TEXT,
    configuration JSONB
);

-- Section 2.7
CREATE TABLE public.system_settings (
    id SERIAL PRIMARY KEY,
    category VARCHAR(100) NOT NULL,
    key VARCHAR(100) NOT NULL,
    value TEXT,
    value_type VARCHAR(20) DEFAULT 'string', -- 'string', 'number', 'boolean', 'json'
    description TEXT,
    is_editable BOOLEAN DEFAULT TRUE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_by INTEGER REFERENCES auth.users(id),
    UNIQUE(category, key)
);

CREATE TABLE public.audit_logs (
    id SERIAL PRIMARY KEY,
    user_id INTEGER REFERENCES auth.users(id),
    action VARCHAR(100) NOT NULL,
    entity_type VARCHAR(100),
    entity_id INTEGER,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    details JSONB,
    ip_address VARCHAR(45),
    user_agent TEXT
);

-- Section 2.8
-- 用户与权限相关索引
CREATE INDEX idx_users_username ON auth.users(username);
CREATE INDEX idx_users_email ON auth.users(email);
CREATE INDEX idx_users_org_id ON auth.users(organization_id);
CREATE INDEX idx_object_permissions_content_type_object ON auth.object_permissions(content_type_id, object_pk);

-- 数据中台索引
CREATE INDEX idx_datasets_name ON data_platform.datasets(name);
CREATE INDEX idx_datasets_created_by ON data_platform.datasets(created_by);
CREATE INDEX idx_datasets_created_at ON data_platform.datasets(created_at);
CREATE INDEX idx_data_processing_tasks_status ON data_platform.data_processing_tasks(status);

-- 算法中台索引
CREATE INDEX idx_experiments_project_id ON algo_platform.experiments(project_id);
CREATE INDEX idx_experiment_runs_experiment_id ON algo_platform.experiment_runs(experiment_id);
CREATE INDEX idx_experiment_runs_status ON algo_platform.experiment_runs(status);

-- 模型中台索引
CREATE INDEX idx_model_versions_model_id ON model_platform.model_versions(model_id);
CREATE INDEX idx_model_versions_status ON model_platform.model_versions(status);
CREATE INDEX idx_model_endpoints_model_version_id ON model_platform.model_endpoints(model_version_id);
CREATE INDEX idx_model_endpoints_status ON model_platform.model_endpoints(status);

-- 服务中台索引
CREATE INDEX idx_applications_created_by ON service_platform.applications(created_by);
CREATE INDEX idx_deployments_application_id ON service_platform.deployments(application_id);
CREATE INDEX idx_deployments_status ON service_platform.deployments(status);

-- 审计日志索引
CREATE INDEX idx_audit_logs_user_id ON public.audit_logs(user_id);
CREATE INDEX idx_audit_logs_action ON public.audit_logs(action);
CREATE INDEX idx_audit_logs_timestamp ON public.audit_logs(timestamp);
CREATE INDEX idx_audit_logs_entity_type_id ON public.audit_logs(entity_type, entity_id);

-- Section 2.9
-- 创建向量表示例（用于文本嵌入）
CREATE TABLE data_platform.text_embeddings (
    id SERIAL PRIMARY KEY,
    dataset_id INTEGER REFERENCES data_platform.datasets(id),
    record_id VARCHAR(100),
    text_content TEXT,
    embedding vector(1536), -- 例如使用OpenAI ada模型的1536维向量
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

-- 创建向量索引
CREATE INDEX idx_text_embeddings_vector ON data_platform.text_embeddings USING ivfflat (embedding vector_cosine_ops) WITH (lists = 100);
