import Duties
import Platform
import Web

/// Indicators (指标): what is counted of what, kept current from the records themselves, on a dashboard for each role.
///
/// `Catalogue` says what there is, as data. `Observed` makes the lines that count out of a record, purely; `Following`
/// keeps them current, off the way of every request; `Reading` adds them up; `Pages` and the interface show them.
package enum IndicatorsSlice {
    /// Reads the catalogue; throws at start when it is wrong.
    package static func make() throws -> Slice {
        let catalogue = try IndicatorCatalogue.load()
        return Slice(
            name: "indicators", folder: IndicatorsFolder.url, rights: IndicatorAction.lines,
            navigation: [
                NavigationEntry(
                    address: "/indicators", text: "indicators.title", icon: "graph-up", action: IndicatorAction.read,
                    in: .learning, order: 5)
            ],
            rounds: [{ desk in try await Follower.run(at: desk) }],
            addresses: ["person": "/persons/{id}", Volume.subjectKind: VolumeRoutes.address],
            routes: { desk in
                let indicators = IndicatorsDesk(desk: desk, catalogue: catalogue)
                return VolumeRoutes.all(indicators) + EquityRoutes.all(indicators) + YearlyRoutes.all(indicators)
                    + IndicatorRoutes.all(indicators) + IndicatorsApi.all(indicators)
            })
    }
}

/// The desk indicators are read at: the tools and the catalogue.
package struct IndicatorsDesk: Sendable {
    package let desk: Desk
    package let catalogue: IndicatorCatalogue

    package init(desk: Desk, catalogue: IndicatorCatalogue) {
        self.desk = desk
        self.catalogue = catalogue
    }
}
