using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinanceAspire.Data.Migrations
{
    /// <summary>Receipts, what they are attached to, and saved searches. The tables are SQL's; EF only reads and writes them.</summary>
    public partial class Receipts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScript.Read("0003_receipts.sql"));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Going back means restoring a backup.");
    }
}
