-- Every page of a superuser offers the first organizations to act in (and says where there are more:
-- eight are offered). They come with the session, in the round trip that every request makes anyhow, and
-- behind a wall that is lifted there already; a query of their own took four more.
CREATE OR REPLACE FUNCTION auth.session_person(session_hash bytea)
RETURNS TABLE (data jsonb, expires_at timestamptz, person jsonb, is_previous boolean)
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
        'permissions', auth.held_permissions(u.id),
        'groups', ARRAY(SELECT group_id FROM auth.user_groups WHERE user_id = u.id),
        'language', u.preferences ->> 'language',
        'theme', u.preferences ->> 'theme',
        -- Keys of a single character can be switched off (WCAG 2.2, section 2.1.4), and a page has
        -- to know it before anybody presses one.
        'shortcuts', coalesce(u.preferences ->> 'shortcuts' <> 'false', true),
        'switchable', CASE WHEN u.is_superuser THEN to_jsonb(ARRAY(
            SELECT jsonb_build_array(o.id, o.name) FROM auth.organizations o
            WHERE o.is_active ORDER BY lower(o.name), o.id LIMIT 9)) END), s.is_previous
    FROM (
        -- Two index look-ups; with OR in their place it would take a bitmap of both.
        SELECT c.user_id, c.data, c.expires_at, false AS is_previous
        FROM auth.sessions c WHERE c.id_hash = session_hash
        UNION ALL
        SELECT p.user_id, p.data, p.expires_at, true
        FROM auth.sessions p
        WHERE p.previous_id_hash = session_hash AND p.previous_until > now()
    ) s
    JOIN auth.users u ON u.id = s.user_id
    LEFT JOIN auth.organizations own ON own.id = u.organization_id
    LEFT JOIN auth.organizations acting ON acting.id = (s.data ->> 'acting_in')::integer
    WHERE s.expires_at > now()
      -- Deactivated people, and people of a deactivated organization, have no session.
      AND u.is_active
      AND (own.is_active OR own.id IS NULL OR u.is_superuser);
    PERFORM set_config('terrace.scope', scope_before, true);
END
$$;
