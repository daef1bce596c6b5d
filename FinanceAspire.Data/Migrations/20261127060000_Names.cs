using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinanceAspire.Data.Migrations
{
    /// <summary>What transactions and postings name is asked for once a statement, not once a row.</summary>
    public partial class Names : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScript.Read("0005_names.sql"));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Going back means restoring a backup.");
    }
}
