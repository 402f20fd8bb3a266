-- The books hold because the database holds them: every entry has lines, they sum to nothing, and they never change.
-- Checked once per statement: a deferred row trigger turns seconds of a bill run into minutes.

create or replace function sec.entries_have_lines() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from new_rows n where not exists (select from public.journal_lines l where l.entry_id = n.id)) then
        raise exception 'a journal entry without lines' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create or replace function sec.lines_balance() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_entry uuid;
begin
    select n.entry_id into v_entry from new_rows n group by n.entry_id having sum(n.amount) <> 0 limit 1;
    if found then
        raise exception 'journal entry % does not balance', v_entry using errcode = 'check_violation';
    end if;
    -- A pair of lines that balances on its own would still change an entry that was posted.
    select n.entry_id into v_entry from new_rows n group by n.entry_id
    having count(*) <> (select count(*) from public.journal_lines l where l.entry_id = n.entry_id) limit 1;
    if found then
        raise exception 'journal entry % is posted already', v_entry using errcode = 'check_violation';
    end if;
    return null;
end $$;

create or replace trigger have_lines after insert on public.journal_entries referencing new table as new_rows
    for each statement execute function sec.entries_have_lines();
create or replace trigger balance after insert on public.journal_lines referencing new table as new_rows
    for each statement execute function sec.lines_balance();
