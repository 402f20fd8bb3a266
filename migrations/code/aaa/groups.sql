-- A plan's attributes as its RADIUS group carries them, derived wherever a plan is written, so they cannot differ.

create or replace function sec.rate_text(kbps int) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when kbps % 1000 = 0 then kbps / 1000 || 'M' else kbps || 'k' end
$$;

create or replace function sec.plan_makes_group() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        delete from radius.radgroupreply g using old_rows o where g.groupname = o.radius_group;
    end if;
    insert into radius.radgroupreply (groupname, attribute, op, value)
    select n.radius_group, a.attribute, ':=', a.value
    from new_rows n
    cross join lateral (values
        -- RouterOS writes rx/tx as the router sees it: upload first.
        ('Mikrotik-Rate-Limit', sec.rate_text(n.upload_kbps) || '/' || sec.rate_text(n.download_kbps)),
        ('Framed-Pool', n.pool),
        ('Acct-Interim-Interval', '300')
    ) as a (attribute, value)
    where a.value is not null;
    return null;
end $$;

create or replace trigger makes_group after insert on public.isp_plans referencing new table as new_rows
    for each statement execute function sec.plan_makes_group();
create or replace trigger remakes_group after update on public.isp_plans referencing old table as old_rows new table as new_rows
    for each statement execute function sec.plan_makes_group();

-- The walled garden: a held line gets an address of the router's pool `pool-isolir`, little speed, and an address list that the router's firewall sends to
-- the page that says why.
insert into radius.radgroupreply (groupname, attribute, op, value) values
    ('isolir', 'Mikrotik-Rate-Limit', ':=', '256k/256k'),
    ('isolir', 'Mikrotik-Address-List', ':=', 'isolir'),
    ('isolir', 'Framed-Pool', ':=', 'pool-isolir'),
    ('isolir', 'Acct-Interim-Interval', ':=', '300')
on conflict (groupname, attribute) do update set op = excluded.op, value = excluded.value;
