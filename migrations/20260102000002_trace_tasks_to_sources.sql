-- The specification draws a line from processing tasks to data sources (5.1, 5.3) that its DDL
-- lacks: without it nothing says where a dataset's data came from.
ALTER TABLE data_platform.data_processing_tasks
    ADD COLUMN data_source_id INTEGER REFERENCES data_platform.data_sources(id);

-- A table of two thousand million rows is nothing unusual; INTEGER ends just above it.
ALTER TABLE data_platform.datasets ALTER row_count TYPE BIGINT;
ALTER TABLE data_platform.dataset_versions ALTER row_count TYPE BIGINT;
