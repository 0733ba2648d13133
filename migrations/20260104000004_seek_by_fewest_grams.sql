-- What a search must ask for is less than what a name is indexed under: the pairs of each word,
-- and a character by itself only where the word is nothing else. The planner multiplies the
-- rarities of all grams asked for as if they had nothing to do with each other; with the two
-- characters of every pair beside the pair, it took common words for rare ones.
CREATE FUNCTION public.sought_grams(words text) RETURNS text[]
LANGUAGE sql
IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT gram FROM unnest(public.bigrams(words)) AS gram
    WHERE char_length(gram) = 2
       OR gram = ANY (regexp_split_to_array(lower(words), '\s+')));
