-- Money that came in, and the receipt given for it.

insert into public.isp_number_series (name, prefix, digits) values ('receipt', 'KWT', 6);

create table public.isp_transactions (
    id             uuid primary key,
    receipt_number text   not null unique,
    customer_id    uuid   not null references public.isp_customers (id),
    branch_id      uuid   not null references public.isp_branches (id),
    method         text   not null check (method in ('cash')),
    amount         bigint not null check (amount > 0),
    -- What was put on the counter; the rest is change.
    tendered       bigint check (tendered >= amount),
    received_at    timestamptz not null,
    business_date  date   not null,
    received_by    name   not null,
    note           text   not null default '',
    language       text   not null check (language in ('id', 'en')),
    -- As of the day, so that a reprint is the same receipt.
    seller         jsonb  not null,
    payer          jsonb  not null,
    command_id     uuid
);
create index transactions_customer on public.isp_transactions (customer_id, received_at desc);
create index transactions_branch_day on public.isp_transactions (branch_id, business_date);
create index transactions_day on public.isp_transactions (business_date);

alter table public.payment_allocations add constraint allocations_of_payment foreign key (transaction_id) references public.isp_transactions (id);
alter table public.isp_customer_credits add constraint credits_of_payment foreign key (transaction_id) references public.isp_transactions (id);
