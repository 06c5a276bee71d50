using System.Data;
using Dapper;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Dates are stored as <c>2026-11-24</c>, so that a person who opens the database can read them.
/// Tests: OwnershipTests.
/// </summary>
internal sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
{
    public override DateOnly Parse(object value) =>
        DateOnly.ParseExact((string)value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public override void SetValue(IDbDataParameter parameter, DateOnly value)
    {
        parameter.DbType = DbType.String;
        parameter.Value = value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }
}
