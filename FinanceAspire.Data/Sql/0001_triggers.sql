-- What keeps the ledger true. All triggers are per statement with transition tables, so that COPY keeps its speed; the
-- balance is checked once, at commit. Refusals carry a stable code as the constraint's name (see docs/errors.md).
-- Functions run as the schema's owner, who is under the same row security as everybody: they see the current book only.
-- Books are compared through a subselect: a value that the planner sees and its statistics do not know yet means "one row"
-- to it, and it would join the first large import into a new book row by row (measured: minutes instead of a second).

-- The figure or id for programs travels as the hint: the driver redacts the detail, and rightly, since of other errors it
-- holds rows.
create function refuse(code text, message text, detail text default null) returns void language plpgsql as $$
begin
  raise exception using errcode = '23514', constraint = code, message = message, hint = coalesce(detail, '');
end $$;

-- The operation that this database transaction has begun. Without one, or with one of the past, nothing changes.
create function require_operation() returns uuid language plpgsql stable as $$
declare
  operation uuid := current_operation();
begin
  if operation is null or not exists (
      select from change_operations where book_id = (select current_book()) and id = operation and xact_id = pg_current_xact_id_if_assigned()) then
    perform refuse('no_operation', 'A change is made within an operation: call begin_operation first.');
  end if;
  return operation;
end $$;

-- 1. Balance: at commit.
create function check_transactions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  bad record;
begin
  -- Whatever was opened since, the check is made in the book that was changed.
  perform set_config('app.book', new.book_id::text, true);
  delete from unchecked_transactions u
    where u.book_id = new.book_id and u.operation_id = new.operation_id and u.transaction_id = new.transaction_id;
  -- Lateral: whatever the planner thinks of a book, the postings are found by their transaction.
  if new.transaction_id = '00000000-0000-0000-0000-000000000000' then
    select t.id, t.currency, s.difference, s.legs into bad
      from transactions t cross join lateral (
        select coalesce(sum(p.value), 0) as difference, count(*) as legs from postings p where p.book_id = t.book_id and p.transaction_id = t.id) s
      where t.book_id = (select new.book_id) and t.created_operation_id = new.operation_id and (s.difference <> 0 or s.legs < 2) limit 1;
  else
    select t.id, t.currency, s.difference, s.legs into bad
      from transactions t cross join lateral (
        select coalesce(sum(p.value), 0) as difference, count(*) as legs from postings p where p.book_id = t.book_id and p.transaction_id = t.id) s
      where t.book_id = (select new.book_id) and t.id = new.transaction_id and (s.difference <> 0 or s.legs < 2);
  end if;
  if bad.id is null then
    return null;
  end if;
  if bad.legs < 2 then
    perform refuse('transaction_has_too_few_postings',
      format('Transaction %s has %s posting(s); it needs two or more.', bad.id, bad.legs), bad.id::text);
  end if;
  perform refuse('transaction_not_balanced',
    format('The postings of transaction %s sum to %s %s; they must sum to 0.', bad.id, bad.difference, bad.currency),
    bad.difference::text);
  return null;
end $$;
create constraint trigger check_at_commit after insert on unchecked_transactions
  deferrable initially deferred for each row execute function check_transactions();

-- 2. Postings: locks, decimals, rollup, change log, and the request for a check.
create function refuse_locked_dates(p_book uuid, p_earliest date) returns void language plpgsql as $$
declare
  closed date;
begin
  if p_earliest is null then return; end if;
  select closed_through into closed from books where id = p_book;
  if p_earliest <= closed then
    perform refuse('period_is_closed',
      format('The book is closed through %s; a change on %s is refused.', closed, p_earliest), closed::text);
  end if;
end $$;

create function refuse_decimals(p_book uuid, p_id uuid, p_quantity numeric, p_code text, p_decimals smallint) returns void language plpgsql as $$
begin
  perform refuse('amount_has_too_many_decimals',
    format('%s has more decimals than %s allows (%s).', p_quantity, p_code, p_decimals), p_id::text);
end $$;

create function postings_inserted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  operation uuid := require_operation();
begin
  perform refuse_locked_dates(book, (select min(date) from new_rows));
  perform refuse_decimals(book, n.id, n.quantity, c.code, c.decimals)
    from new_rows n join commodities c on c.book_id = n.book_id and c.code = n.commodity
    where min_scale(n.quantity) > c.decimals;
  perform refuse_decimals(book, n.id, n.value, c.code, c.decimals)
    from new_rows n join commodities c on c.book_id = n.book_id and c.code = n.currency
    where n.currency <> n.commodity and min_scale(n.value) > c.decimals;

  insert into account_month as m (book_id, account_id, month, currency, quantity, value, cleared_quantity, posting_count)
    select n.book_id, n.account_id, date_trunc('month', n.date)::date, n.currency, sum(n.quantity), sum(n.value),
           sum(case when n.cleared > 0 then n.quantity else 0 end), count(*)
      from new_rows n group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (book_id, account_id, month, currency) do update
      set quantity = m.quantity + excluded.quantity, value = m.value + excluded.value,
          cleared_quantity = m.cleared_quantity + excluded.cleared_quantity,
          posting_count = m.posting_count + excluded.posting_count;

  -- A transaction made in this operation needs no image: it carries the operation itself.
  insert into changes (book_id, operation_id, table_name, row_id, transaction_id, after)
    select n.book_id, operation, 'postings', n.id, n.transaction_id, to_jsonb(n)
      from new_rows n join transactions t on t.book_id = n.book_id and t.id = n.transaction_id
      where t.created_operation_id is distinct from operation;
  insert into unchecked_transactions
    select distinct n.book_id, operation, n.transaction_id
      from new_rows n join transactions t on t.book_id = n.book_id and t.id = n.transaction_id
      where t.created_operation_id is distinct from operation
    on conflict do nothing;
  return null;
end $$;
create trigger postings_inserted after insert on postings
  referencing new table as new_rows for each statement execute function postings_inserted();

create function postings_deleted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  operation uuid := require_operation();
  locked record;
begin
  perform refuse_locked_dates(book, (select min(date) from old_rows));
  select o.id, o.transaction_id into locked from old_rows o where o.reconciliation_id is not null limit 1;
  if locked.id is not null then
    perform refuse('posting_is_reconciled',
      'A posting of this transaction is reconciled with a bank statement; reopen the reconciliation first.', locked.transaction_id::text);
  end if;

  insert into account_month as m (book_id, account_id, month, currency, quantity, value, cleared_quantity, posting_count)
    select o.book_id, o.account_id, date_trunc('month', o.date)::date, o.currency, -sum(o.quantity), -sum(o.value),
           -sum(case when o.cleared > 0 then o.quantity else 0 end), -count(*)
      from old_rows o group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (book_id, account_id, month, currency) do update
      set quantity = m.quantity + excluded.quantity, value = m.value + excluded.value,
          cleared_quantity = m.cleared_quantity + excluded.cleared_quantity,
          posting_count = m.posting_count + excluded.posting_count;

  insert into changes (book_id, operation_id, table_name, row_id, transaction_id, before)
    select o.book_id, operation, 'postings', o.id, o.transaction_id, to_jsonb(o) from old_rows o;
  insert into unchecked_transactions
    select distinct o.book_id, operation, o.transaction_id from old_rows o on conflict do nothing;
  return null;
end $$;
create trigger postings_deleted after delete on postings
  referencing old table as old_rows for each statement execute function postings_deleted();

create function postings_updated() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  operation uuid := require_operation();
  locked record;
begin
  if not exists (select from new_rows) then return null; end if;
  if exists (select from new_rows n left join old_rows o on o.id = n.id where o.id is null or o.book_id <> n.book_id) then
    perform refuse('posting_id_is_fixed', 'The id of a posting cannot change.');
  end if;
  perform refuse_locked_dates(book, (
    select min(least(o.date, n.date)) from old_rows o join new_rows n on n.id = o.id
      -- Whether the bank agrees is not part of the books: a closed month may still be reconciled.
      where (o.date, o.account_id, o.quantity, o.value, o.currency, o.transaction_id, o.memo)
         is distinct from (n.date, n.account_id, n.quantity, n.value, n.currency, n.transaction_id, n.memo)));
  select o.id, o.transaction_id into locked from old_rows o join new_rows n on n.id = o.id
    where o.reconciliation_id is not null
      and (o.date, o.account_id, o.quantity, o.value, o.currency, o.transaction_id, o.cleared)
          is distinct from (n.date, n.account_id, n.quantity, n.value, n.currency, n.transaction_id, n.cleared)
      -- Reopening a reconciliation takes the lock off and changes nothing else; only its function may.
      and not (n.reconciliation_id is null
        and (o.date, o.account_id, o.quantity, o.value, o.currency, o.transaction_id)
            is not distinct from (n.date, n.account_id, n.quantity, n.value, n.currency, n.transaction_id)) limit 1;
  if locked.id is not null then
    perform refuse('posting_is_reconciled',
      'A posting of this transaction is reconciled with a bank statement; reopen the reconciliation first.', locked.transaction_id::text);
  end if;
  perform refuse_decimals(book, n.id, n.quantity, c.code, c.decimals)
    from new_rows n join commodities c on c.book_id = n.book_id and c.code = n.commodity
    where min_scale(n.quantity) > c.decimals;
  perform refuse_decimals(book, n.id, n.value, c.code, c.decimals)
    from new_rows n join commodities c on c.book_id = n.book_id and c.code = n.currency
    where n.currency <> n.commodity and min_scale(n.value) > c.decimals;

  insert into account_month as m (book_id, account_id, month, currency, quantity, value, cleared_quantity, posting_count)
    select d.book_id, d.account_id, d.month, d.currency, sum(d.quantity), sum(d.value), sum(d.cleared), sum(d.n)
      from (
        select n.book_id, n.account_id, date_trunc('month', n.date)::date as month, n.currency, n.quantity, n.value,
               case when n.cleared > 0 then n.quantity else 0 end as cleared, 1 as n from new_rows n
        union all
        select o.book_id, o.account_id, date_trunc('month', o.date)::date, o.currency, -o.quantity, -o.value,
               case when o.cleared > 0 then -o.quantity else 0 end, -1 from old_rows o) d
      group by 1, 2, 3, 4
      having sum(d.quantity) <> 0 or sum(d.value) <> 0 or sum(d.cleared) <> 0 or sum(d.n) <> 0
      order by 1, 2, 3, 4
    on conflict (book_id, account_id, month, currency) do update
      set quantity = m.quantity + excluded.quantity, value = m.value + excluded.value,
          cleared_quantity = m.cleared_quantity + excluded.cleared_quantity,
          posting_count = m.posting_count + excluded.posting_count;

  insert into changes (book_id, operation_id, table_name, row_id, transaction_id, before, after)
    select o.book_id, operation, 'postings', o.id, o.transaction_id, to_jsonb(o), to_jsonb(n)
      from old_rows o join new_rows n on n.id = o.id where o.* is distinct from n.*;
  insert into unchecked_transactions
    select distinct x.book_id, operation, x.transaction_id
      from (select book_id, transaction_id from old_rows union select book_id, transaction_id from new_rows) x
    on conflict do nothing;
  return null;
end $$;
create trigger postings_updated after update on postings
  referencing old table as old_rows new table as new_rows for each statement execute function postings_updated();

-- 3. Transactions: a new one asks for its check; a closed period refuses.
create function transactions_inserted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  operation uuid := require_operation();
begin
  if not exists (select from new_rows) then return null; end if;
  perform refuse_locked_dates(book, (select min(date) from new_rows));
  insert into changes (book_id, operation_id, table_name, row_id, transaction_id, after)
    select n.book_id, operation, 'transactions', n.id, n.id, to_jsonb(n)
      from new_rows n where n.created_operation_id is distinct from operation;
  insert into unchecked_transactions
    select distinct n.book_id, operation,
           case when n.created_operation_id = operation then '00000000-0000-0000-0000-000000000000' else n.id end
      from new_rows n
    on conflict do nothing;
  return null;
end $$;
create trigger transactions_inserted after insert on transactions
  referencing new table as new_rows for each statement execute function transactions_inserted();

create function transactions_updated() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  operation uuid := require_operation();
begin
  if exists (select from new_rows n left join old_rows o on o.id = n.id where o.id is null or o.book_id <> n.book_id) then
    perform refuse('transaction_id_is_fixed', 'The id of a transaction cannot change.');
  end if;
  perform refuse_locked_dates(current_book(), (
    select min(least(o.date, n.date)) from old_rows o join new_rows n on n.id = o.id
      where (o.date, o.currency, o.payee_id, o.description, o.tags) is distinct from (n.date, n.currency, n.payee_id, n.description, n.tags)));
  insert into changes (book_id, operation_id, table_name, row_id, transaction_id, before, after)
    select o.book_id, operation, 'transactions', o.id, o.id, to_jsonb(o), to_jsonb(n)
      from old_rows o join new_rows n on n.id = o.id where o.* is distinct from n.*;
  return null;
end $$;
create trigger transactions_updated after update on transactions
  referencing old table as old_rows new table as new_rows for each statement execute function transactions_updated();

create function transactions_deleted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform refuse_locked_dates(current_book(), (select min(date) from old_rows));
  insert into changes (book_id, operation_id, table_name, row_id, transaction_id, before)
    select o.book_id, require_operation(), 'transactions', o.id, o.id, to_jsonb(o) from old_rows o;
  return null;
end $$;
create trigger transactions_deleted after delete on transactions
  referencing old table as old_rows for each statement execute function transactions_deleted();

-- 4. The other tables of the change log: one function, told by the trigger which table it serves.
create function log_inserted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into changes (book_id, operation_id, table_name, row_id, after)
    select n.book_id, require_operation(), tg_table_name, n.id, to_jsonb(n)
      from new_rows n where n.created_operation_id is distinct from current_operation();
  return null;
end $$;
create function log_updated() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into changes (book_id, operation_id, table_name, row_id, before, after)
    select o.book_id, require_operation(), tg_table_name, o.id, to_jsonb(o), to_jsonb(n)
      from old_rows o join new_rows n on n.id = o.id where to_jsonb(o) <> to_jsonb(n);
  return null;
end $$;
create function log_deleted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into changes (book_id, operation_id, table_name, row_id, before)
    select o.book_id, require_operation(), tg_table_name, o.id, to_jsonb(o) from old_rows o;
  return null;
end $$;
do $$
declare
  t text;
begin
  foreach t in array array['accounts', 'balance_assertions', 'reconciliations', 'prices'] loop
    execute format('create trigger log_inserted after insert on %I referencing new table as new_rows for each statement execute function log_inserted()', t);
    execute format('create trigger log_updated after update on %I referencing old table as old_rows new table as new_rows for each statement execute function log_updated()', t);
    execute format('create trigger log_deleted after delete on %I referencing old table as old_rows for each statement execute function log_deleted()', t);
  end loop;
end $$;

-- 5. Account: its commodity and type are fixed once something is posted to it. Before the row, so that this refusal is
-- named before a foreign key's.
create function accounts_fixed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.id <> old.id or new.book_id <> old.book_id then
    perform refuse('account_id_is_fixed', 'The id of an account cannot change.');
  end if;
  if (old.type, old.commodity) is distinct from (new.type, new.commodity)
     and exists (select from postings p where p.book_id = old.book_id and p.account_id = old.id) then
    perform refuse('account_is_posted', 'The type and the currency of an account cannot change once something is posted to it.');
  end if;
  return new;
end $$;
create trigger accounts_fixed before update on accounts for each row execute function accounts_fixed();

create function accounts_guard() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- A tree has no circle: walk up from each moved account, at most as deep as there are accounts.
  if exists (
    with recursive up as (
      select n.id as start, n.parent_id from new_rows n join old_rows o on o.id = n.id where n.parent_id is distinct from o.parent_id
      union
      select up.start, a.parent_id from up join accounts a on a.book_id = (select current_book()) and a.id = up.parent_id)
    select from up where up.parent_id = up.start) then
    perform refuse('account_parent_is_a_child', 'An account cannot lie below itself.');
  end if;
  return null;
end $$;
create trigger accounts_guard after update on accounts
  referencing old table as old_rows new table as new_rows for each statement execute function accounts_guard();

-- A book's name and the end of its closed period are in the change log; its version is not, it counts the changes.
create function books_updated() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into changes (book_id, operation_id, table_name, row_id, before, after)
    select n.id, require_operation(), 'books', n.id,
           jsonb_build_object('name', o.name, 'closed_through', o.closed_through), jsonb_build_object('name', n.name, 'closed_through', n.closed_through)
      from old_rows o join new_rows n on n.id = o.id
      where (o.name, o.closed_through) is distinct from (n.name, n.closed_through);
  return null;
end $$;
create trigger books_updated after update on books
  referencing old table as old_rows new table as new_rows for each statement execute function books_updated();

-- 6. Commodity: its code is fixed, its decimals never shrink.
create function commodities_guard() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.code <> old.code or new.decimals < old.decimals then
    perform refuse('commodity_is_posted', 'The code of a commodity cannot change and its decimals cannot become fewer.');
  end if;
  return new;
end $$;
create trigger commodities_guard before update on commodities for each row execute function commodities_guard();

