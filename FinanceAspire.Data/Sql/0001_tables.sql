-- The ledger's tables. Every table that belongs to a book starts its keys with book_id: integrity checks bypass row
-- security, so a key without it would tell one book about another. Rows carry the operation that made them; its default
-- is the operation that the transaction has begun, and the web role cannot set it.

create function current_book() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.book', true), '')::uuid;
create function current_user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user', true), '')::uuid;
create function current_operation() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.operation', true), '')::uuid;

create table books (
  id uuid primary key,
  name text not null constraint book_name_is_missing check (length(btrim(name)) between 1 and 200),
  currency text not null,
  version bigint not null default 0,
  closed_through date,
  is_demo boolean not null default false,
  created_at timestamptz not null default now()
);

create table members (
  book_id uuid not null references books (id),
  user_id uuid not null references users (id) on delete cascade,
  role text not null constraint member_role_is_known check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (book_id, user_id)
);
create index members_by_user on members (user_id, book_id);

create table change_operations (
  book_id uuid not null references books (id),
  id uuid not null,
  version bigint not null,
  at timestamptz not null default clock_timestamp(),
  user_id uuid,
  source text not null constraint operation_source_is_known
    check (source in ('setup', 'page', 'api', 'import', 'undo', 'schedule', 'rule', 'command')),
  source_id uuid,
  summary text not null,
  undoes_id uuid,
  undone_by_id uuid,
  -- The database transaction that began it: nothing is added to an operation afterwards.
  xact_id xid8 not null default pg_current_xact_id(),
  primary key (book_id, id),
  unique (book_id, version),
  foreign key (book_id, undoes_id) references change_operations (book_id, id),
  foreign key (book_id, undone_by_id) references change_operations (book_id, id)
);

create table changes (
  book_id uuid not null,
  operation_id uuid not null,
  ordinal bigint generated always as identity,
  table_name text not null,
  row_id uuid not null,
  transaction_id uuid,
  before jsonb,
  after jsonb,
  primary key (book_id, operation_id, ordinal),
  foreign key (book_id, operation_id) references change_operations (book_id, id)
);
create index changes_by_transaction on changes (book_id, transaction_id) where transaction_id is not null;
create index changes_by_row on changes (book_id, row_id);

create table commodities (
  book_id uuid not null references books (id),
  code text not null constraint commodity_code_is_malformed check (code ~ '^[A-Z][A-Z0-9.:_-]{1,23}$'),
  name text not null default '',
  decimals smallint not null constraint commodity_decimals_out_of_range check (decimals between 0 and 12),
  primary key (book_id, code)
);
alter table books add constraint book_currency_is_unknown
  foreign key (id, currency) references commodities (book_id, code) deferrable initially deferred;

create table accounts (
  book_id uuid not null references books (id),
  id uuid not null,
  parent_id uuid,
  name text not null constraint account_name_is_missing check (length(btrim(name)) between 1 and 200),
  type text not null constraint account_type_is_unknown
    check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
  commodity text not null,
  role text constraint account_role_is_unknown
    check (role in ('opening_balances', 'uncategorised_income', 'uncategorised_expense')),
  closed boolean not null default false,
  bank_account_id text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  unique (book_id, id, type),
  unique (book_id, id, commodity),
  -- Interest is earned and paid: the same name may stand under two types.
  constraint account_name_is_taken unique nulls not distinct (book_id, type, parent_id, name),
  constraint account_is_its_own_parent check (parent_id <> id),
  -- A child has its parent's type, by key.
  constraint account_parent_is_of_another_type foreign key (book_id, parent_id, type) references accounts (book_id, id, type) on update cascade,
  constraint account_commodity_is_unknown foreign key (book_id, commodity) references commodities (book_id, code),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index accounts_by_operation on accounts (book_id, created_operation_id);
create unique index account_role_is_taken on accounts (book_id, role, commodity) where role is not null;

create table payees (
  book_id uuid not null references books (id),
  id uuid not null,
  name text not null constraint payee_name_is_missing check (length(btrim(name)) between 1 and 500),
  primary key (book_id, id),
  constraint payee_name_is_taken unique (book_id, name)
);

create table transactions (
  book_id uuid not null references books (id),
  id uuid not null,
  date date not null constraint transaction_date_out_of_range check (date between '1900-01-01' and '2999-12-31'),
  payee_id uuid,
  description text not null default '' constraint transaction_description_is_too_long check (length(description) <= 4000),
  currency text not null,
  tags text[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  -- The target of the postings' copies of date and currency.
  unique (book_id, id, date, currency),
  constraint payee_not_found foreign key (book_id, payee_id) references payees (book_id, id),
  constraint transaction_currency_is_unknown foreign key (book_id, currency) references commodities (book_id, code),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index transactions_by_date on transactions (book_id, date desc, id desc);
create index transactions_by_payee on transactions (book_id, payee_id, date desc);
create index transactions_by_operation on transactions (book_id, created_operation_id);

create table reconciliations (
  book_id uuid not null references books (id),
  id uuid not null,
  account_id uuid not null,
  statement_date date not null,
  statement_balance numeric not null,
  finished_at timestamptz not null default now(),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint reconciliation_date_is_covered unique (book_id, account_id, statement_date),
  constraint reconciliation_account_not_found foreign key (book_id, account_id) references accounts (book_id, id),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index reconciliations_by_operation on reconciliations (book_id, created_operation_id);

-- date, currency and commodity are copies, kept equal by foreign keys. They make the balance sheet, the register and the
-- rule "quantity equals value where currencies agree" questions about one table.
create table postings (
  book_id uuid not null references books (id),
  id uuid not null,
  transaction_id uuid not null,
  ordinal smallint not null default 0,
  account_id uuid not null,
  date date not null,
  currency text not null,
  commodity text not null,
  quantity numeric not null constraint amount_out_of_range check (abs(quantity) < 1e18 and quantity <> 'NaN'),
  value numeric not null constraint value_out_of_range check (abs(value) < 1e18 and value <> 'NaN'),
  memo text not null default '' constraint posting_memo_is_too_long check (length(memo) <= 4000),
  cleared smallint not null default 0 constraint posting_cleared_is_unknown check (cleared between 0 and 2),
  reconciliation_id uuid,
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint quantity_differs_from_value check (commodity <> currency or quantity = value),
  -- What is bought is worth something, not less than nothing; a trifle may be worth nothing.
  constraint value_has_another_sign check (value = 0 or sign(value) = sign(quantity)),
  constraint posting_reconciled_without_reconciliation check ((cleared = 2) = (reconciliation_id is not null)),
  constraint posting_transaction_not_found foreign key (book_id, transaction_id, date, currency)
    references transactions (book_id, id, date, currency) on update cascade on delete cascade,
  constraint posting_account_not_found foreign key (book_id, account_id, commodity)
    references accounts (book_id, id, commodity),
  constraint posting_reconciliation_not_found foreign key (book_id, reconciliation_id)
    references reconciliations (book_id, id)
);
create index postings_by_transaction on postings (book_id, transaction_id);
create index postings_by_account on postings (book_id, account_id, date desc, transaction_id desc, ordinal desc);
create index postings_by_reconciliation on postings (book_id, reconciliation_id) where reconciliation_id is not null;

create table account_month (
  book_id uuid not null,
  account_id uuid not null,
  month date not null,
  currency text not null,
  quantity numeric not null,
  value numeric not null,
  cleared_quantity numeric not null,
  posting_count bigint not null,
  primary key (book_id, account_id, month, currency),
  foreign key (book_id, account_id) references accounts (book_id, id) on delete cascade
);

-- A dated claim about an account: what the bank stated. outstanding is what the book had on that day and the bank did not
-- yet: it is not the bank's disagreement.
create table balance_assertions (
  book_id uuid not null references books (id),
  id uuid not null,
  account_id uuid not null,
  date date not null,
  quantity numeric not null,
  outstanding numeric not null default 0,
  import_id uuid,
  reconciliation_id uuid,
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint balance_assertion_account_not_found foreign key (book_id, account_id) references accounts (book_id, id),
  constraint balance_assertion_reconciliation_not_found foreign key (book_id, reconciliation_id) references reconciliations (book_id, id),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index balance_assertions_by_account on balance_assertions (book_id, account_id, date desc);
create index balance_assertions_by_operation on balance_assertions (book_id, created_operation_id);

create table prices (
  book_id uuid not null references books (id),
  id uuid not null,
  commodity text not null,
  currency text not null,
  date date not null,
  price numeric not null constraint price_out_of_range check (price > 0 and price < 1e18),
  source text not null default '',
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint price_is_taken unique (book_id, commodity, currency, date),
  constraint price_of_itself check (commodity <> currency),
  constraint price_commodity_is_unknown foreign key (book_id, commodity) references commodities (book_id, code),
  constraint price_currency_is_unknown foreign key (book_id, currency) references commodities (book_id, code),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index prices_by_operation on prices (book_id, created_operation_id);

-- An import's plan is not part of the ledger until it is committed: its rows are not in the change log. Whether it is
-- committed is derived: its commit operation exists and has not been undone.
create table imports (
  book_id uuid not null references books (id),
  id uuid not null,
  account_id uuid not null,
  file_name text not null default '',
  file_hash bytea not null,
  format text not null,
  currency text not null,
  statement_from date,
  statement_to date,
  opening_balance numeric,
  closing_balance numeric,
  closing_date date,
  problems jsonb not null default '[]',
  csv jsonb,
  -- A CSV file is kept until its import is committed, so that its reading can be corrected on the page.
  content bytea,
  -- An empty account is opened so that the register ends on the bank's closing balance; null: not needed.
  opening_transaction_id uuid,
  opening_amount numeric,
  opening_date date,
  planned_version bigint not null,
  commit_operation_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (book_id, id),
  constraint import_account_not_found foreign key (book_id, account_id) references accounts (book_id, id),
  foreign key (book_id, commit_operation_id) references change_operations (book_id, id)
);
create index imports_by_account on imports (book_id, account_id, created_at desc);
alter table balance_assertions add constraint balance_assertion_import_not_found
  foreign key (book_id, import_id) references imports (book_id, id);

create table import_rows (
  book_id uuid not null,
  import_id uuid not null,
  row integer not null,
  line integer not null,
  account_id uuid not null,
  date date not null,
  amount numeric not null,
  payee text not null default '',
  description text not null default '',
  bank_id text,
  reference text,
  fingerprint text not null,
  occurrence integer not null,
  decision text not null constraint import_decision_is_unknown check (decision in ('new', 'duplicate', 'transfer', 'error')),
  reason_code text not null,
  reason_text text not null default '',
  matched_transaction_id uuid,
  other_account_id uuid,
  transaction_id uuid not null,
  booked_payee text not null default '',
  primary key (book_id, import_id, row),
  foreign key (book_id, import_id) references imports (book_id, id) on delete cascade,
  constraint import_row_account_not_found foreign key (book_id, other_account_id) references accounts (book_id, id)
);
create index import_rows_by_bank_id on import_rows (book_id, account_id, bank_id) where bank_id is not null;
create index import_rows_by_fingerprint on import_rows (book_id, account_id, fingerprint);
create index import_rows_by_transaction on import_rows (book_id, transaction_id);

-- How a bank's CSV files are read, settled once, found again by account and shape of the file.
create table import_profiles (
  book_id uuid not null references books (id),
  account_id uuid not null,
  shape text not null,
  profile jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (book_id, account_id, shape),
  foreign key (book_id, account_id) references accounts (book_id, id) on delete cascade
);

create table access_tokens (
  book_id uuid not null references books (id),
  id uuid not null,
  user_id uuid not null references users (id) on delete cascade,
  name text not null,
  hash bytea not null,
  scopes text[] not null default '{read,write}',
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (book_id, id),
  unique (hash)
);
create index access_tokens_by_user on access_tokens (user_id);

-- What a check of the whole book found, and when. Rows are only added; the newest of a book counts.
create table check_runs (
  book_id uuid not null references books (id),
  id uuid not null default gen_random_uuid(),
  verified_at timestamptz not null default clock_timestamp(),
  book_version bigint not null,
  results jsonb not null,
  primary key (book_id, id)
);
create index check_runs_by_time on check_runs (book_id, verified_at desc);

-- Not a book's: a browser's session, and counters of sign-in attempts. The key of a session is stored as its hash.
create table sessions (
  key_hash bytea primary key,
  id uuid not null unique,
  user_id uuid not null references users (id) on delete cascade,
  ticket bytea not null,
  user_agent text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_by_user on sessions (user_id);

create table attempt_counters (
  key text not null,
  window_start timestamptz not null,
  count integer not null default 0,
  primary key (key, window_start)
);

-- Work of the deferred check: one row an operation, or one a touched transaction. Empty between transactions; unlogged,
-- because no row of it outlives one.
create unlogged table unchecked_transactions (
  book_id uuid not null,
  operation_id uuid not null,
  transaction_id uuid not null,
  primary key (book_id, operation_id, transaction_id)
);
