-- Superusers look at the people of all organizations by every sort the list offers; the few of
-- them are counted whenever one loses the rights.
CREATE INDEX users_display_name_id_idx ON auth.users (lower(display_name), id);
CREATE INDEX users_email_id_idx ON auth.users (lower(email), id);
CREATE INDEX users_last_login_id_idx
    ON auth.users (coalesce(last_login, '-infinity'::timestamptz), id);
CREATE INDEX users_is_superuser_idx ON auth.users (organization_id, date_joined, id)
    WHERE is_superuser;
