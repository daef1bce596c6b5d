using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinanceAspire.Data.Migrations
{
    /// <summary>Budgets and scheduled transactions.</summary>
    public partial class Plans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScript.Read("0006_plans.sql"));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Going back means restoring a backup.");
    }
}
