using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Whether the next issue will go out: the last looks, and one on request. Tests: DoctorPageTests.</summary>
internal sealed class DoctorModel(DoctorRuns runs, HealthTable table, Readiness readiness, AuditBook audit) : DeskPage
{
    private const int MostLooks = 14;

    /// <summary>The look that a person asked for last; null since the start of the service.</summary>
    public DoctorRun? Run { get; private set; }

    /// <summary>Looks that the service took by itself.</summary>
    public IReadOnlyList<LookRow> Looks { get; private set; } = [];

    /// <summary>What is red now, as far as the service knows.</summary>
    public IReadOnlyList<Check> Red => readiness.Red;

    public bool MayRun => Can(Right.RunChecks);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Run = runs.Last;
        Looks = await table.LatestAsync(MostLooks, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (runs.Begin(Me.Name))
        {
            await audit.RecordAsync(Entry("doctor.run", "settings"), cancellationToken);
        }
        else
        {
            Note("A look is under way already; here it is.");
        }

        return Redirect(Url.Content("~/desk/doctor"));
    }

    /// <summary>One line over all checks.</summary>
    public static string Summary(IReadOnlyList<Check> checks) => DoctorWords.Summary(checks);

    public static (string Word, string Look) State(Check check) =>
        check.State switch
        {
            CheckState.Green => ("green", "good"),
            CheckState.Yellow => ("yellow", "warn"),
            _ => ("red", "bad"),
        };
}
