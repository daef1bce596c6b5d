using FinanceAspire.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FinanceAspire.Data.Migrations
{
    // The model as it was then is nobody's concern: what the migration does is SQL, and the newest one has the model for the next.
    [DbContext(typeof(LedgerDbContext))]
    [Migration("20261126061627_Receipts")]
    partial class Receipts
    {
    }
}
