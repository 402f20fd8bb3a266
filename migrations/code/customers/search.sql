-- Search over protected columns: this function applies the caller's branches itself, because under row-level security a
-- range over text keeps its index only for what the policy can see.

create or replace function api.search_customers(p_key text, p_limit int)
returns table (customer_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_high text := p_key || U&'\+10FFFD';
    v_branches uuid[];
begin
    if not (sec.is_member('janet_admin') or sec.is_member('janet_finance') or sec.is_member('janet_cashier')
            or sec.is_member('janet_noc') or sec.is_member('janet_support') or sec.is_member('janet_field')
            or sec.is_member('janet_auditor') or sec.is_member('janet_branch')) then
        raise exception 'not allowed' using errcode = 'insufficient_privilege';
    end if;
    if sec.sees_all_branches() then
        return query
            select distinct hit.customer_id from (
                select k.customer_id from public.customer_search_keys k
                where k.key >= p_key and k.key < v_high order by k.key limit least(p_limit, 2000) * 3
            ) hit limit least(p_limit, 2000);
    else
        v_branches := sec.my_branches();
        return query
            select distinct hit.customer_id from (
                select k.customer_id from public.customer_search_keys k
                where k.branch_id = any (v_branches) and k.key >= p_key and k.key < v_high
                order by k.key limit least(p_limit, 2000) * 3
            ) hit limit least(p_limit, 2000);
    end if;
end $$;
