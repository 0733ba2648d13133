-- Models, their versions and endpoints, as the specification has them (2.5, 2.8).

CREATE TABLE model_platform.models (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    model_type VARCHAR(50) NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    framework VARCHAR(50),
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
    status VARCHAR(20) DEFAULT 'draft',
    storage_location TEXT NOT NULL,
    metrics JSONB,
    parameters JSONB,
    size_bytes BIGINT,
    mlflow_model_uri TEXT,
    is_onnx_available BOOLEAN DEFAULT FALSE,
    onnx_location TEXT,
    torchserve_model_store TEXT,
    triton_model_repository TEXT,
    metadata JSONB
);

CREATE TABLE model_platform.model_endpoints (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    model_version_id INTEGER REFERENCES model_platform.model_versions(id),
    service_type VARCHAR(50) NOT NULL,
    endpoint_url TEXT NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'deploying',
    kubernetes_deployment VARCHAR(200),
    kubernetes_service VARCHAR(200),
    configuration JSONB,
    resource_allocation JSONB,
    autoscaling_config JSONB,
    metrics JSONB
);

CREATE INDEX idx_model_versions_model_id ON model_platform.model_versions(model_id);
CREATE INDEX idx_model_versions_status ON model_platform.model_versions(status);
CREATE INDEX idx_model_endpoints_model_version_id ON model_platform.model_endpoints(model_version_id);
CREATE INDEX idx_model_endpoints_status ON model_platform.model_endpoints(status);
