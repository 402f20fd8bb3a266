-- An issued invoice is what it was on the day of issue; voiding is a mark on it, and corrections are documents of their own.

create or replace function sec.invoice_is_issued() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Generated columns are not yet computed in a BEFORE trigger's new row.
    if (to_jsonb(new) - array[tg_argv[0], 'serial']) is distinct from (to_jsonb(old) - array[tg_argv[0], 'serial'])
       or coalesce(to_jsonb(old) ->> tg_argv[0], 'false') <> 'false' then
        raise exception 'an issued invoice does not change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

create or replace trigger issued before update on public.isp_invoices for each row execute function sec.invoice_is_issued('voided_at');
create or replace trigger issued before update on public.isp_invoice_items for each row execute function sec.invoice_is_issued('void');

-- What is allocated of a payment is never more than the payment.
create or replace function sec.allocations_within_payment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare v_payment uuid;
begin
    select t.id into v_payment
    from public.isp_transactions t
    join public.payment_allocations a on a.transaction_id = t.id
    where t.id in (select n.transaction_id from new_rows n)
    group by t.id having sum(a.amount) > t.amount limit 1;
    if found then
        raise exception 'more is allocated of payment % than it is', v_payment using errcode = 'check_violation';
    end if;
    return null;
end $$;

create or replace trigger within_payment after insert on public.payment_allocations referencing new table as new_rows
    for each statement execute function sec.allocations_within_payment();
