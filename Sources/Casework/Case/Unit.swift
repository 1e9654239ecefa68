/// Marks ids of units and groups (部门、小组) of an organisation; the record itself belongs to Platform.
package enum Unit {}
