-- Signing in, a hash with other parameters, another theme: none of it alters what a form about the
-- person shows, so a form that somebody has open stays fresh.
DROP TRIGGER touch_updated_at ON auth.users;
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at('last_login', 'password', 'preferences');
