using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinanceAspire.Data.Migrations
{
    /// <summary>Rules, aliases of payees, plans with splits and of whole books. The tables are SQL's; EF only reads and writes them.</summary>
    public partial class Imports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScript.Read("0002_imports.sql"));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Going back means restoring a backup.");
    }
}
