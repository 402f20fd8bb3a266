-- The books: chart of accounts, journal, invoices, and what is open of them.

create table public.isp_accounts (
    code    text primary key check (code ~ '^[0-9]{4}$'),
    -- What the program posts to; the code may differ from company to company, the role does not.
    role    text not null unique check (role in ('cash', 'receivable', 'suspense', 'customer_credit', 'ppn_out',
                                                 'revenue_recurring', 'revenue_installation', 'rounding')),
    kind    text not null check (kind in ('asset', 'liability', 'income', 'expense')),
    name_id text not null check (name_id <> ''),
    name_en text not null check (name_en <> '')
);
insert into public.isp_accounts (code, role, kind, name_id, name_en) values
    ('1101', 'cash',                 'asset',     'Kas',                        'Cash'),
    ('1201', 'receivable',           'asset',     'Piutang pelanggan',          'Customer receivables'),
    ('2101', 'customer_credit',      'liability', 'Saldo kredit pelanggan',     'Customer credit'),
    ('2201', 'ppn_out',              'liability', 'PPN keluaran',               'Output VAT (PPN)'),
    ('2901', 'suspense',             'liability', 'Penerimaan belum dikenali',  'Unidentified receipts'),
    ('4101', 'revenue_recurring',    'income',    'Pendapatan langganan',       'Subscription revenue'),
    ('4102', 'revenue_installation', 'income',    'Pendapatan pemasangan',      'Installation revenue'),
    ('8101', 'rounding',             'expense',   'Selisih pembulatan',         'Rounding differences');

-- PPN by date: rate × numerator ÷ denominator of the price (DPP nilai lain, PMK 131/2024).
create table public.isp_ppn_rates (
    valid_from date primary key,
    rate_bp    int not null check (rate_bp between 0 and 10000),
    dpp_num    int not null check (dpp_num > 0),
    dpp_den    int not null check (dpp_den >= dpp_num)
);
insert into public.isp_ppn_rates (valid_from, rate_bp, dpp_num, dpp_den) values
    ('1985-04-01', 1000,  1,  1),
    ('2022-04-01', 1100,  1,  1),
    ('2025-01-01', 1200, 11, 12);

-- One entry per fact. What made it, such as an invoice, is its source.
create table public.journal_entries (
    id            uuid primary key,
    posted_at     timestamptz not null,
    business_date date not null,
    kind          text not null check (kind in ('invoice', 'payment', 'credit_use')),
    source_id     uuid not null,
    branch_id     uuid not null references public.isp_branches (id),
    command_id    uuid,
    -- The number a person knows it by.
    document      text not null check (document <> ''),
    memo          text not null default '',
    constraint entries_once_per_source unique (kind, source_id)
);
create index entries_branch on public.journal_entries (branch_id, business_date);

-- Debit is positive. All lines of an entry are inserted in one statement and sum to nothing (migrations/code/billing).
create table public.journal_lines (
    entry_id    uuid     not null references public.journal_entries (id),
    line        smallint not null check (line > 0),
    account     text     not null references public.isp_accounts (code),
    customer_id uuid references public.isp_customers (id),
    branch_id   uuid     not null references public.isp_branches (id),
    amount      bigint   not null check (amount <> 0),
    primary key (entry_id, line)
);
create index lines_customer on public.journal_lines (customer_id, entry_id) where customer_id is not null;
create index lines_account on public.journal_lines (account);
create index lines_branch on public.journal_lines (branch_id);

insert into public.isp_number_series (name, prefix, digits) values ('invoice', 'INV', 6);

-- An issued document: nothing in it changes afterwards, so that it prints the same in ten years.
create table public.isp_invoices (
    id          uuid primary key,
    number      text not null unique,
    -- Its digits, for who types 123 and means INV-000123.
    serial      bigint generated always as ((nullif(regexp_replace(number, '\D', '', 'g'), ''))::bigint) stored,
    -- Who pays, which may be another customer than the one who has the service.
    customer_id uuid not null references public.isp_customers (id),
    branch_id   uuid not null references public.isp_branches (id),
    issued_at   timestamptz not null,
    issued_on   date not null,
    issued_by   name not null,
    due_on      date not null,
    -- The line is held until this is paid.
    pay_first   boolean not null default false,
    dpp         bigint not null check (dpp >= 0),
    ppn         bigint not null check (ppn >= 0),
    total       bigint not null check (total > 0),
    -- The part of dpp that bears PPN, and the rule it was computed by.
    ppn_base    bigint not null default 0 check (ppn_base between 0 and dpp),
    ppn_rate_bp int,
    ppn_dpp_num int,
    ppn_dpp_den int,
    ppn_rounding text check (ppn_rounding in ('half_up')),
    prices_include_ppn boolean not null,
    language    text not null check (language in ('id', 'en')),
    -- Names and addresses as of the day of issue.
    seller      jsonb not null,
    buyer       jsonb not null,
    command_id  uuid,
    voided_at   timestamptz,
    constraint invoices_sum check (dpp + ppn = total),
    constraint invoices_due_after_issue check (due_on >= issued_on),
    constraint invoices_ppn_rule_whole check (num_nonnulls(ppn_rate_bp, ppn_dpp_num, ppn_dpp_den, ppn_rounding) in (0, 4)),
    constraint invoices_ppn_by_rule check (ppn = 0 or ppn_rate_bp is not null)
);
create index invoices_customer on public.isp_invoices (customer_id, issued_on desc, id);
create index invoices_branch_issued on public.isp_invoices (branch_id, issued_on desc, id desc);
create index invoices_issued on public.isp_invoices (issued_on desc, id desc);
create index invoices_serial on public.isp_invoices (serial);

create table public.isp_invoice_items (
    id            uuid primary key,
    invoice_id    uuid     not null references public.isp_invoices (id),
    line          smallint not null check (line > 0),
    service_id    uuid     not null references public.isp_services (id),
    branch_id     uuid     not null references public.isp_branches (id),
    kind          text     not null check (kind in ('installation', 'recurring')),
    -- Half-open [start, end): what is charged, and the days of the period it is a part of. Installation has none.
    period_start  date,
    period_end    date,
    quantity_days smallint check (quantity_days > 0),
    period_days   smallint check (period_days >= quantity_days),
    unit_price    bigint   not null check (unit_price >= 0),
    -- As priced: with PPN inside where prices include it.
    amount        bigint   not null check (amount > 0),
    dpp           bigint   not null check (dpp >= 0),
    ppn           bigint   not null check (ppn >= 0),
    description   text     not null check (description <> ''),
    -- How the amount came about, step by step.
    derivation    jsonb    not null,
    void          boolean  not null default false,
    constraint items_line unique (invoice_id, line),
    constraint items_period check ((kind = 'installation') = (period_start is null)),
    constraint items_period_whole check (num_nonnulls(period_start, period_end, quantity_days, period_days) in (0, 4)),
    constraint items_period_forward check (period_end > period_start)
);
-- Nothing is charged twice, whoever tries and however often.
create unique index items_charged_once on public.isp_invoice_items (service_id, period_start, kind) nulls not distinct where not void;
create index items_branch on public.isp_invoice_items (branch_id);

-- What is open, kept by billing in the transaction that changes it.
create table public.isp_invoice_balances (
    invoice_id  uuid primary key references public.isp_invoices (id),
    customer_id uuid   not null references public.isp_customers (id),
    branch_id   uuid   not null references public.isp_branches (id),
    due_on      date   not null,
    pay_first   boolean not null,
    total       bigint not null check (total > 0),
    paid        bigint not null default 0 check (paid >= 0),
    constraint balances_never_overpaid check (paid <= total)
);
create index balances_open_customer on public.isp_invoice_balances (customer_id, due_on, invoice_id) where paid < total;
create index balances_open_due on public.isp_invoice_balances (due_on, invoice_id) include (branch_id) where paid < total;
create index balances_open_branch on public.isp_invoice_balances (branch_id, due_on, invoice_id) where paid < total;

-- What of a payment found no invoice, until an invoice uses it.
create table public.isp_customer_credits (
    transaction_id uuid primary key,
    customer_id    uuid   not null references public.isp_customers (id),
    branch_id      uuid   not null references public.isp_branches (id),
    received_at    timestamptz not null,
    amount         bigint not null check (amount > 0),
    used           bigint not null default 0 check (used >= 0),
    constraint credits_never_negative check (used <= amount)
);
create index credits_open on public.isp_customer_credits (customer_id, received_at, transaction_id) where used < amount;
create index credits_branch on public.isp_customer_credits (branch_id);

-- The part of a payment that settles an invoice.
create table public.payment_allocations (
    id             uuid primary key,
    transaction_id uuid   not null,
    invoice_id     uuid   not null references public.isp_invoices (id),
    customer_id    uuid   not null references public.isp_customers (id),
    branch_id      uuid   not null references public.isp_branches (id),
    amount         bigint not null check (amount > 0),
    allocated_at   timestamptz not null,
    -- The entry that posted it: the payment's own, or the later use of its credit.
    entry_id       uuid   not null references public.journal_entries (id),
    constraint allocations_once_per_entry unique (transaction_id, invoice_id, entry_id)
);
create index allocations_invoice on public.payment_allocations (invoice_id);
create index allocations_customer on public.payment_allocations (customer_id, allocated_at desc);
create index allocations_branch on public.payment_allocations (branch_id);
