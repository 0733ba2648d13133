-- Applications, their components and deployments, as the specification has them (2.6, 2.8).

CREATE TABLE service_platform.applications (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    application_type VARCHAR(50) NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'draft',
    configuration JSONB,
    version VARCHAR(50) DEFAULT '1.0',
    tags TEXT[]
);

CREATE TABLE service_platform.application_components (
    id SERIAL PRIMARY KEY,
    application_id INTEGER REFERENCES service_platform.applications(id),
    component_type VARCHAR(50) NOT NULL,
    component_id INTEGER,
    configuration JSONB,
    order_index INTEGER,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE TABLE service_platform.deployments (
    id SERIAL PRIMARY KEY,
    application_id INTEGER REFERENCES service_platform.applications(id),
    environment VARCHAR(50) NOT NULL,
    version VARCHAR(50) NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    deployed_at TIMESTAMP WITH TIME ZONE,
    status VARCHAR(20) DEFAULT 'pending',
    endpoint_url TEXT,
    kubernetes_namespace VARCHAR(100),
    deployment_logs TEXT,
    configuration JSONB
);

CREATE INDEX idx_applications_created_by ON service_platform.applications(created_by);
CREATE INDEX idx_deployments_application_id ON service_platform.deployments(application_id);
CREATE INDEX idx_deployments_status ON service_platform.deployments(status);
