using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>Whether the publisher's own words can be shown on the front page. Tests: DoctorTests.</summary>
internal static class HomeTextCheck
{
    /// <returns>Empty when there is no such file, or it is in order; one yellow check otherwise.</returns>
    public static IReadOnlyList<Check> Run(NewsletterFolder folder) =>
        HomeText.Read(folder)?.Problems.FirstOrDefault(problem => problem.Severity is Severity.Error) is { } fault
            ? [Check.Yellow("front page", fault.ToString(), "Correct it; until then the front page is without it.")]
            : [];
}
