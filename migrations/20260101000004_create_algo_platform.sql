-- Projects, experiments and runs, as the specification has them (2.4, 2.8).

CREATE TABLE algo_platform.projects (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    git_repository_url TEXT,
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT TRUE,
    configuration JSONB,
    tags TEXT[]
);

CREATE TABLE algo_platform.experiments (
    id SERIAL PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    project_id INTEGER REFERENCES algo_platform.projects(id),
    created_by INTEGER REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    status VARCHAR(20) DEFAULT 'active',
    git_branch VARCHAR(100),
    git_commit_hash VARCHAR(40),
    mlflow_experiment_id VARCHAR(100),
    configuration JSONB,
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
    status VARCHAR(20) DEFAULT 'pending',
    parameters JSONB,
    metrics JSONB,
    artifacts_location TEXT,
    mlflow_run_id VARCHAR(100),
    kubeflow_run_id VARCHAR(100),
    logs_location TEXT
);

CREATE INDEX idx_experiments_project_id ON algo_platform.experiments(project_id);
CREATE INDEX idx_experiment_runs_experiment_id ON algo_platform.experiment_runs(experiment_id);
CREATE INDEX idx_experiment_runs_status ON algo_platform.experiment_runs(status);
