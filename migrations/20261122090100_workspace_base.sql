-- The company that uses the program: its settings, branches, operators and number series.

create table public.isp_settings (
    only_row           boolean primary key default true check (only_row),
    company_name       text     not null check (company_name <> ''),
    language           text     not null check (language in ('id', 'en')),
    timezone           text     not null,
    currency           char(3)  not null default 'IDR',
    -- PPN: a PKP adds it to its invoices, from a date on.
    pkp                boolean  not null,
    npwp               text,
    prices_include_ppn boolean  not null,
    -- 'fixed': everybody on the same day; 'anniversary': on the day of installation ("ikut tanggal pasang").
    due_day_rule       text     not null check (due_day_rule in ('fixed', 'anniversary')),
    due_day            smallint check (due_day between 1 and 31),
    due_after_days     smallint not null check (due_after_days between 0 and 60),
    isolir_after_days  smallint not null check (isolir_after_days between 0 and 90),
    isolir_hour        smallint not null check (isolir_hour between 0 and 23),
    idle_lock_minutes  smallint not null default 15 check (idle_lock_minutes between 1 and 480),
    backup_hour        smallint not null default 2 check (backup_hour between 0 and 23),
    customer_prefix    text     not null default 'JNT' check (customer_prefix ~ '^[A-Z0-9]{1,6}$'),
    version            int      not null default 1,
    updated_at         timestamptz not null default now(),
    constraint settings_fixed_day_given check ((due_day_rule = 'fixed') = (due_day is not null)),
    constraint settings_ppn_needs_pkp check (pkp or not prices_include_ppn)
);

create table public.isp_branches (
    id         uuid primary key,
    code       text        not null unique check (code ~ '^[A-Z0-9-]{1,12}$'),
    name       text        not null check (name <> ''),
    timezone   text        not null,
    city       text        not null default '',
    phone      text,
    active     boolean     not null default true,
    version    int         not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- Operators. The login is a PostgreSQL role; what it may do is its membership of group roles, kept here as well so that
-- the list can be read without the catalogue (one setter writes both, in one transaction).
create table public.users (
    id         uuid primary key,
    login      name        not null unique,
    full_name  text        not null check (full_name <> ''),
    roles      text[]      not null check (cardinality(roles) > 0),
    -- null = every branch.
    branch_id  uuid references public.isp_branches (id),
    active     boolean     not null default true,
    must_change_password boolean not null default false,
    version    int         not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index users_branch on public.users (branch_id);

-- Gapless series: taken by `update … returning` in the transaction that uses the number.
create table public.isp_number_series (
    name   text primary key,
    prefix text   not null default '',
    digits smallint not null check (digits between 1 and 12),
    last   bigint not null default 0 check (last >= 0)
);

alter table public.isp_jobs add constraint jobs_branch foreign key (branch_id) references public.isp_branches (id);
create index jobs_branch on public.isp_jobs (branch_id) where branch_id is not null;
