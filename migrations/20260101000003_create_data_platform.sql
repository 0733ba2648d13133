-- Data sources, datasets, their versions, processing tasks and text vectors, as the
-- specification has them (2.3, 2.8, 2.9).

CREATE TABLE data_platform.data_sources (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    source_type VARCHAR(50) NOT NULL,
    connection_info JSONB NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    schema_definition JSONB,
    tags TEXT[]
);

CREATE TABLE data_platform.datasets (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    storage_location VARCHAR(500) NOT NULL,
    format VARCHAR(50) NOT NULL,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    size_bytes BIGINT,
    row_count INTEGER,
    schema_definition JSONB,
    metadata JSONB,
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

CREATE TABLE data_platform.data_processing_tasks (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    task_type VARCHAR(50) NOT NULL,
    configuration JSONB NOT NULL,
    source_dataset_id INTEGER REFERENCES data_platform.datasets(id),
    target_dataset_id INTEGER REFERENCES data_platform.datasets(id),
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    scheduled_at TIMESTAMP WITH TIME ZONE,
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    status VARCHAR(20) DEFAULT 'pending',
    status_message TEXT,
    execution_logs TEXT,
    airflow_dag_id VARCHAR(200),
    spark_job_id VARCHAR(200)
);

CREATE TABLE data_platform.text_embeddings (
    id SERIAL PRIMARY KEY,
    dataset_id INTEGER REFERENCES data_platform.datasets(id),
    record_id VARCHAR(100),
    text_content TEXT,
    embedding public.vector(1536),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX idx_datasets_name ON data_platform.datasets(name);
CREATE INDEX idx_datasets_created_by ON data_platform.datasets(created_by);
CREATE INDEX idx_datasets_created_at ON data_platform.datasets(created_at);
CREATE INDEX idx_data_processing_tasks_status ON data_platform.data_processing_tasks(status);

-- An inverted-file index built on an empty table warns that its centres are arbitrary, which
-- is why it is rebuilt once there are vectors (and why HNSW stands beside it).
SET LOCAL client_min_messages = warning;
CREATE INDEX idx_text_embeddings_vector ON data_platform.text_embeddings
    USING ivfflat (embedding public.vector_cosine_ops) WITH (lists = 100);
