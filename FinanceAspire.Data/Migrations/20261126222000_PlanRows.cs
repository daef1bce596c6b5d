using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FinanceAspire.Data.Migrations
{
    /// <summary>The rows of a plan ask for their import once a statement, not once a row.</summary>
    public partial class PlanRows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(SqlScript.Read("0004_plan_rows.sql"));

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new System.NotSupportedException("Going back means restoring a backup.");
    }
}
