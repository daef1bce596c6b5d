-- What a household plans: how much a category may cost in a month, and what comes again. Both are in the change log, and
-- taken back like everything else.

-- Whether an account's money is there to be budgeted. Null: it is, as an own account in a currency that is budgeted in; a
-- house or a loan of many years is not, and somebody says so here.
alter table accounts add column on_budget boolean;

-- A category that has a budget. What is spent below it counts here, down to the next envelope.
create table envelopes (
  book_id uuid not null references books (id),
  id uuid not null,
  account_id uuid not null,
  -- For the key below: what is budgeted is an expense.
  type text not null default 'expense' check (type = 'expense'),
  rollover text not null default 'surplus' constraint envelope_rollover_is_unknown check (rollover in ('none', 'surplus', 'both')),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  unique (book_id, account_id),
  constraint envelope_account_is_no_expense foreign key (book_id, account_id, type) references accounts (book_id, id, type),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index envelopes_by_operation on envelopes (book_id, created_operation_id);

create table envelope_months (
  book_id uuid not null references books (id),
  id uuid not null,
  account_id uuid not null,
  month date not null constraint envelope_month_is_no_month
    check (month between '1900-01-01' and '2999-12-01' and extract(day from month) = 1),
  budgeted numeric not null constraint amount_out_of_range check (abs(budgeted) < 1e18 and budgeted <> 'NaN'),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  unique (book_id, account_id, month),
  constraint envelope_not_found foreign key (book_id, account_id) references envelopes (book_id, account_id) on delete cascade,
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index envelope_months_by_operation on envelope_months (book_id, created_operation_id);

-- A transaction that comes again. Days are counted from starts_on, so that the 31st stays the month's last day.
create table schedules (
  book_id uuid not null references books (id),
  id uuid not null,
  name text not null constraint schedule_name_is_missing check (length(btrim(name)) between 1 and 200),
  payee text not null default '' constraint schedule_payee_is_too_long check (length(payee) <= 500),
  description text not null default '' constraint transaction_description_is_too_long check (length(description) <= 4000),
  currency text not null,
  tags text[] not null default '{}',
  starts_on date not null constraint transaction_date_out_of_range check (starts_on between '1900-01-01' and '2999-12-31'),
  every integer not null constraint recurrence_interval_out_of_range check (every between 1 and 999),
  period text not null constraint recurrence_period_is_unknown check (period in ('day', 'week', 'month', 'year')),
  ends_on date constraint recurrence_ends_before_it_starts check (ends_on >= starts_on),
  -- Where a day falls on a weekend: it stays, or is the working day before or after.
  weekends text not null default 'stay' constraint recurrence_weekends_are_unknown check (weekends in ('stay', 'before', 'after')),
  -- The first day, as counted, that is neither entered nor skipped; null: there is none any more.
  next_on date,
  remind_days integer not null default 7 constraint schedule_reminder_out_of_range check (remind_days between 0 and 366),
  -- Entered by the worker on its day.
  automatic boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint schedule_currency_is_unknown foreign key (book_id, currency) references commodities (book_id, code),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index schedules_by_operation on schedules (book_id, created_operation_id);
create index schedules_by_day on schedules (book_id, next_on) where next_on is not null;

create table schedule_postings (
  book_id uuid not null references books (id),
  id uuid not null,
  schedule_id uuid not null,
  ordinal smallint not null default 0,
  account_id uuid not null,
  quantity numeric not null constraint amount_out_of_range check (abs(quantity) < 1e18 and quantity <> 'NaN'),
  value numeric not null constraint value_out_of_range check (abs(value) < 1e18 and value <> 'NaN'),
  memo text not null default '' constraint posting_memo_is_too_long check (length(memo) <= 4000),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint schedule_not_found foreign key (book_id, schedule_id) references schedules (book_id, id) on delete cascade,
  constraint posting_account_not_found foreign key (book_id, account_id) references accounts (book_id, id),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index schedule_postings_by_schedule on schedule_postings (book_id, schedule_id);
create index schedule_postings_by_account on schedule_postings (book_id, account_id);
create index schedule_postings_by_operation on schedule_postings (book_id, created_operation_id);

do $$
declare
  t text;
begin
  foreach t in array array['envelopes', 'envelope_months', 'schedules', 'schedule_postings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy current_book on %I using (book_id = (select current_book())) with check (book_id = (select current_book()))', t);
    execute format('create trigger log_inserted after insert on %I referencing new table as new_rows for each statement execute function log_inserted()', t);
    execute format('create trigger log_updated after update on %I referencing old table as old_rows new table as new_rows for each statement execute function log_updated()', t);
    execute format('create trigger log_deleted after delete on %I referencing old table as old_rows for each statement execute function log_deleted()', t);
  end loop;
end $$;

grant insert (on_budget), update (on_budget) on accounts to finance_app;
grant select on envelopes, envelope_months, schedules, schedule_postings to finance_app;
grant insert (book_id, id, account_id, rollover), update (rollover), delete on envelopes to finance_app;
grant insert (book_id, id, account_id, month, budgeted), update (budgeted), delete on envelope_months to finance_app;
grant insert (book_id, id, name, payee, description, currency, tags, starts_on, every, period, ends_on, weekends, next_on, remind_days, automatic, version),
  update (name, payee, description, currency, tags, starts_on, every, period, ends_on, weekends, next_on, remind_days, automatic, version),
  delete on schedules to finance_app;
grant insert (book_id, id, schedule_id, ordinal, account_id, quantity, value, memo), delete on schedule_postings to finance_app;

-- The tables whose rows are taken back, each after those that it names. Until now this list stood in four places, and was
-- copied with three functions for each new table.
create function logged_tables() returns text[] language sql immutable
  return array['accounts', 'payees', 'rules', 'saved_searches', 'prices', 'reconciliations', 'balance_assertions',
    'transactions', 'postings', 'receipts', 'attachments', 'envelopes', 'envelope_months', 'schedules', 'schedule_postings'];
create function logged_tables_reversed() returns text[] language sql immutable
  return (select array_agg(t order by n desc) from unnest(logged_tables()) with ordinality x (t, n));

-- Rows, but for transactions and what belongs to them, that an operation made.
create function rows_made_by(p_operation uuid) returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  t text;
begin
  foreach t in array logged_tables() loop
    -- Payees are names, and stay; what is posted goes with its transaction.
    if t not in ('payees', 'transactions', 'postings') then
      return query execute format('select r.id from %I r where r.book_id = $1 and r.created_operation_id = $2', t) using current_book(), p_operation;
    end if;
  end loop;
end $$;
revoke execute on function rows_made_by(uuid) from public;

-- As in 0003, with the tables of the list.
create or replace function undo_operation(p_operation uuid, p_with_edits boolean default false)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  this_operation uuid := current_operation();
  target change_operations;
  later record;
  affected integer := 0;
  step integer;
  t text;
begin
  select * into target from change_operations where book_id = (select book) and id = p_operation;
  if target.id is null or target.id = this_operation then
    perform refuse('operation_not_found', 'There is no such change.');
  end if;
  if target.undone_by_id is not null then
    perform refuse('operation_is_undone', 'This change has been taken back already.');
  end if;
  if target.source = 'setup' then
    perform refuse('operation_is_setup', 'The creation of the book cannot be taken back.');
  end if;

  for later in select * from dependents_of(p_operation) loop
    if p_with_edits and later.only_edits then
      affected := affected + restore_images(later.id, this_operation);
    else
      perform refuse('operation_has_dependents',
        format('A later change depends on this one: "%s" of %s. Take that back first.', later.summary, to_char(later.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')),
        later.id::text);
    end if;
  end loop;

  affected := affected + restore_images(p_operation, this_operation);

  delete from transactions where book_id = (select book) and created_operation_id = p_operation;
  get diagnostics step = row_count;
  affected := affected + step;
  foreach t in array logged_tables_reversed() loop
    continue when t in ('payees', 'transactions', 'postings');
    execute format('delete from %I where book_id = $1 and created_operation_id = $2', t) using book, p_operation;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;

  update change_operations set undone_by_id = this_operation where book_id = (select book) and id = p_operation;
  -- Taking back an undo puts what it had undone in effect again.
  update change_operations set undone_by_id = null where book_id = (select book) and undone_by_id = p_operation;
  update change_operations set undoes_id = p_operation, source_id = target.source_id where book_id = (select book) and id = this_operation;
  return affected;
end $$;

create or replace function dependents_of(p_operation uuid)
returns table (id uuid, version bigint, at timestamptz, summary text, only_edits boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  with target as (
    select * from change_operations o where o.book_id = (select current_book()) and o.id = p_operation
  ), made as (
    select t.id from transactions t where t.book_id = (select current_book()) and t.created_operation_id = p_operation
  ), touched_transactions as (
    select id from made
    union
    select c.transaction_id from changes c
      where c.book_id = (select current_book()) and c.operation_id = p_operation and c.transaction_id is not null
  ), touched_rows as (
    select c.row_id as id from changes c
      where c.book_id = (select current_book()) and c.operation_id = p_operation and c.transaction_id is null
    union
    select r from rows_made_by(p_operation) r
  ), in_effect as (
    select o.* from change_operations o, target
      where o.book_id = (select current_book()) and o.version > target.version and o.undone_by_id is null
        and o.id is distinct from current_operation()
        and not exists (select from change_operations u where u.book_id = o.book_id and u.id = o.undoes_id and u.version > target.version)
  ), hits as (
    select c.operation_id as id from changes c
      where c.book_id = (select current_book()) and c.transaction_id in (select id from touched_transactions)
    union
    select c.operation_id from changes c
      where c.book_id = (select current_book()) and c.transaction_id is null and c.row_id in (select id from touched_rows)
    union
    -- What was posted to an account, or put below one, that this operation made.
    select t.created_operation_id from postings p
      join accounts a on a.book_id = p.book_id and a.id = p.account_id
      join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    select p.created_operation_id from postings p join accounts a on a.book_id = p.book_id and a.id = p.account_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    -- What is planned on an account that this operation made.
    select e.created_operation_id from envelopes e join accounts a on a.book_id = e.book_id and a.id = e.account_id
      where e.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    select p.created_operation_id from schedule_postings p join accounts a on a.book_id = p.book_id and a.id = p.account_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    -- What is budgeted in an envelope that this operation made.
    select m.created_operation_id from envelope_months m join envelopes e on e.book_id = m.book_id and e.account_id = m.account_id
      where m.book_id = (select current_book()) and e.created_operation_id = p_operation
    union
    -- A later statement of an account stands on the earlier one.
    select later.created_operation_id from reconciliations r
      join reconciliations later on later.book_id = r.book_id and later.account_id = r.account_id and later.statement_date > r.statement_date
      where r.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    select a.created_operation_id from accounts a join accounts parent on parent.book_id = a.book_id and parent.id = a.parent_id
      where a.book_id = (select current_book()) and parent.created_operation_id = p_operation
    union
    -- What a receipt that this operation brought is attached to. The other way round nothing depends: without its
    -- transaction a receipt waits in the inbox again.
    select a.created_operation_id from attachments a join receipts r on r.book_id = a.book_id and r.id = a.receipt_id
      where a.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    -- An attachment comes back only where both of its ends are there.
    select c.operation_id from changes mine
      join changes c on c.book_id = mine.book_id and c.after is null
        and (c.table_name = 'receipts' and c.row_id = (mine.before ->> 'receipt_id')::uuid
          or c.table_name = 'transactions' and c.row_id = (mine.before ->> 'transaction_id')::uuid)
      where mine.book_id = (select current_book()) and mine.operation_id = p_operation and mine.table_name = 'attachments' and mine.before is not null
  )
  select o.id, o.version, o.at, o.summary,
         not exists (select from changes c where c.book_id = o.book_id and c.operation_id = o.id
                       and (c.transaction_id is null or c.transaction_id not in (select id from made)))
           and not exists (select from transactions t where t.book_id = o.book_id and t.created_operation_id = o.id)
           and not exists (select from accounts a where a.book_id = o.book_id and a.created_operation_id = o.id)
    from in_effect o where o.id in (select id from hits)
    order by o.version desc
$$;

create or replace function restore_images(p_operation uuid, p_by uuid)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  affected integer := 0;
  step integer;
  t text;
  columns text;
begin
  -- One image a row: the earliest "before", since an operation may touch a row twice.
  create temporary table if not exists undo_images (table_name text, row_id uuid, image jsonb, exists_now boolean) on commit drop;
  truncate undo_images;
  insert into undo_images
    select distinct on (c.table_name, c.row_id) c.table_name, c.row_id, c.before,
           (select l.after is not null from changes l
              where l.book_id = (select book) and l.operation_id = p_operation and l.table_name = c.table_name and l.row_id = c.row_id
              order by l.ordinal desc limit 1)
      from changes c where c.book_id = (select book) and c.operation_id = p_operation
      order by c.table_name, c.row_id, c.ordinal;

  foreach t in array logged_tables_reversed() loop
    continue when t = 'payees';
    execute format('delete from %I r using undo_images u where r.book_id = $1 and u.table_name = %L and u.row_id = r.id and u.image is null', t, t)
      using book;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  foreach t in array logged_tables() loop
    if exists (select from undo_images u where u.table_name = t and u.image is not null and u.exists_now) then
      select string_agg(format('%1$I = i.%1$I', attname), ', ') into columns from pg_attribute
        where attrelid = t::regclass and attnum > 0 and not attisdropped and attname not in ('id', 'book_id')
          -- Date and currency of a posting follow its transaction by foreign key.
          and not (t = 'postings' and attname in ('date', 'currency', 'transaction_id'));
      execute format(
        'update %1$I r set %2$s from (select (jsonb_populate_record(null::%1$I, image)).* from undo_images
           where table_name = %1$L and image is not null and exists_now) i
         where r.book_id = $1 and r.id = i.id', t, columns) using book;
      get diagnostics step = row_count;
      affected := affected + step;
    end if;
    execute format(
      'insert into %1$I select (jsonb_populate_record(null::%1$I, image)).* from undo_images
         where table_name = %1$L and image is not null and not exists_now', t);
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  update books b set name = u.image ->> 'name', closed_through = (u.image ->> 'closed_through')::date
    from undo_images u where b.id = book and u.table_name = 'books';
  get diagnostics step = row_count;
  affected := affected + step;
  drop table undo_images;
  update change_operations set undone_by_id = p_by where book_id = (select book) and id = p_operation;
  return affected;
end $$;
