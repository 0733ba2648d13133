-- The specification's inverted-file index finds its centres once, when it is built, and recall
-- falls as vectors arrive that look different. A graph index (HNSW) needs no training and keeps
-- its recall; the planner takes whichever is cheaper.
CREATE INDEX text_embeddings_embedding_idx ON data_platform.text_embeddings
    USING hnsw (embedding public.vector_cosine_ops);
