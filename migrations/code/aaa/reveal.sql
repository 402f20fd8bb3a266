-- One logged click (DESIGN §5): the password of a service of the caller's branches.

create or replace function api.reveal_pppoe_password(p_service uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_service record;
    v_password text;
begin
    if not sec.is_any(array['janet_admin', 'janet_noc', 'janet_support', 'janet_field']::name[]) then
        raise exception 'not allowed' using errcode = 'insufficient_privilege';
    end if;
    select s.id, s.branch_id, s.customer_id, s.username into v_service from public.isp_services s
    where s.id = p_service and s.state <> 'ended' and (sec.sees_all_branches() or s.branch_id = any (sec.my_branches()));
    if not found then
        return null;
    end if;
    select c.value into v_password from radius.radcheck c
    where c.username = v_service.username and c.attribute = 'Cleartext-Password';
    insert into public.isp_activity_logs (actor, action, noun, row_id, branch_id, after)
    values (session_user, 'reveal', 'customer', v_service.customer_id, v_service.branch_id,
            jsonb_build_object('service', v_service.id, 'username', v_service.username));
    return v_password;
end $$;
