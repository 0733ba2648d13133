-- Keys of a single character can be switched off (WCAG 2.2, section 2.1.4). Pages have to know it
-- before anybody presses one, so it comes with the person of a session, as language and theme do.
CREATE OR REPLACE FUNCTION auth.session_person(session_hash bytea)
RETURNS TABLE (data jsonb, expires_at timestamptz, person jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog
AS $$
DECLARE
    scope_before CONSTANT text := coalesce(current_setting('terrace.scope', true), '');
BEGIN
    PERFORM set_config('terrace.scope', 'every', true);
    RETURN QUERY
    SELECT s.data, s.expires_at, jsonb_build_object(
        'username', u.username,
        'display_name', u.display_name,
        'is_staff', coalesce(u.is_staff, false),
        'is_superuser', coalesce(u.is_superuser, false),
        'rights_version', u.rights_version,
        'organization_id', u.organization_id,
        'organization_name', own.name,
        'acting_in_name', acting.name,
        'language', u.preferences ->> 'language',
        'theme', u.preferences ->> 'theme',
        'shortcuts', coalesce(u.preferences ->> 'shortcuts' <> 'false', true))
    FROM auth.sessions s
    JOIN auth.users u ON u.id = s.user_id
    LEFT JOIN auth.organizations own ON own.id = u.organization_id
    LEFT JOIN auth.organizations acting ON acting.id = (s.data ->> 'acting_in')::integer
    WHERE s.id_hash = session_hash
      AND s.expires_at > now()
      -- Deactivated people, and people of a deactivated organization, have no session.
      AND u.is_active
      AND (own.is_active OR own.id IS NULL OR u.is_superuser);
    PERFORM set_config('terrace.scope', scope_before, true);
END
$$;
